package io.tallyman.containers;

import io.tallyman.api.container.Container;

/**
 * What the reader thread knows of one container, shared by all cgroups that belong to it. Reader thread only.
 */
public final class ContainerState {
    /** Not in any container. */
    public static final ContainerState HOST = new ContainerState();

    private Container container;
    private boolean waiting;
    private boolean hasRun;
    private Object held;
    private int judgedIn;
    private Container judgedAs;
    private long denied;
    private boolean deniedBelow;

    /** The newest snapshot, or null for the host and for a cgroup that only might be a container. */
    public Container container() {
        return container;
    }

    /** True while events should wait for the runtime's answer. */
    public boolean isWaiting() {
        return waiting;
    }

    /** A program has been executed in it since the trace began, be it a container or not. */
    public boolean hasRun() {
        return hasRun;
    }

    public void run() {
        hasRun = true;
    }

    /** What the engine keeps with this container: its held events. */
    public Object held() {
        return held;
    }

    public void held(Object value) {
        held = value;
    }

    /** Whether the engine has judged it as it is now, in this round. */
    public boolean isJudged(int round) {
        return judgedIn == round && judgedAs == container;
    }

    /** The engine's verdict of it as it is now: which sessions want nothing of it, and of what comes to be below. */
    public void judged(int round, long mask, boolean below) {
        judgedIn = round;
        judgedAs = container;
        denied = mask;
        deniedBelow = below;
    }

    public long denied() {
        return denied;
    }

    public boolean isDeniedBelow() {
        return deniedBelow;
    }

    /** For the table alone. */
    public void update(Container snapshot, boolean stillWaiting) {
        container = snapshot;
        waiting = stillWaiting;
    }
}
