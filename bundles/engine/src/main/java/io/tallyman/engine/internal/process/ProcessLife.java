package io.tallyman.engine.internal.process;

import io.tallyman.api.event.AncestorView;
import java.util.List;

/** A process from its start to its end, whatever the process executes. Reader thread, save where a method says otherwise. */
public final class ProcessLife {
    /** The unit, in nanoseconds, in which /proc tells when a process started: USER_HZ is 100. */
    static final long TICK = 10_000_000;

    private volatile long start;
    private volatile boolean exact;
    private long judgedIn;
    private boolean told;
    private boolean ended;
    private boolean used = true;
    /** Null where nobody has asked for ancestors. */
    private Ancestor self;
    private List<AncestorView> ancestors = List.of();

    /**
     * @param start in nanoseconds since boot; 0 where nobody knows
     * @param exact false: the start is rounded down to hundredths of a second
     */
    ProcessLife(long start, boolean exact) {
        this.start = start;
        this.exact = exact && start != 0;
    }

    /** In nanoseconds since boot, or the same rounded down to hundredths of a second; 0 where nobody knows. Any thread. */
    public long start() {
        return start;
    }

    /** The start is known to the nanosecond. Any thread. */
    boolean isStartExact() {
        return exact;
    }

    /** Whether a process that started then may be this one; 0 is any time. */
    boolean mayHaveStartedAt(long time) {
        return time == 0 || start == 0 || (exact ? time : time - time % TICK) == start;
    }

    /** An event of the process says when the process started; 0: the event does not know. */
    void startedAt(long time) {
        if (!exact && time != 0) {
            start = time;
            exact = true;
        }
    }

    /** The process has forked or executed something, so that it will hardly be missed by mistake. */
    void use() {
        used = true;
    }

    /** Whether it was used since this was asked last. */
    boolean wasUsed() {
        boolean was = used;
        used = false;
        return was;
    }

    /** What it executes now, as its descendants show it; null where nobody has asked for ancestors. */
    Ancestor self() {
        return self;
    }

    void self(Ancestor now) {
        self = now;
    }

    /** The processes from which it descends, nearest first; not to be changed. */
    public List<AncestorView> ancestors() {
        return ancestors;
    }

    void ancestors(List<AncestorView> line) {
        ancestors = line;
    }

    /** Notes that the process is judged in this generation; false where it was judged before. */
    public boolean judge(long generation) {
        boolean first = judgedIn != generation;
        judgedIn = generation;
        return first;
    }

    /** The source has been told that the process is exempt. */
    public boolean isTold() {
        return told;
    }

    public void tell() {
        told = true;
    }

    public boolean hasEnded() {
        return ended;
    }

    public void end() {
        ended = true;
    }
}
