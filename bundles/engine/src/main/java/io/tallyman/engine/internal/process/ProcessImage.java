package io.tallyman.engine.internal.process;

import io.tallyman.api.event.ProcessView;

/** One program of a process. */
public final class ProcessImage implements ProcessView {
    /** A line of ancestors that is longer goes on from its first. */
    private static final int DEEPEST = 4_096;

    private final int hostPid;
    private final String binary;
    private final ProcessImage parent;
    private final ProcessImage eldest;
    private final int depth;
    private final ProcessLife life;

    /** The first program of a process. */
    public ProcessImage(int hostPid, long start, String binary, ProcessImage parent) {
        this(hostPid, new ProcessLife(start, true), binary, parent);
    }

    ProcessImage(int hostPid, ProcessLife life, String binary, ProcessImage parent) {
        this.hostPid = hostPid;
        this.life = life;
        this.binary = binary;
        boolean deep = parent != null && parent.depth >= DEEPEST;
        this.parent = deep ? parent.eldest : parent;
        eldest = this.parent == null ? this : this.parent.eldest;
        depth = this.parent == null ? 0 : this.parent.depth + 1;
    }

    /** What its process executes now. */
    public ProcessImage next(String executed) {
        return new ProcessImage(hostPid, life, executed, this);
    }

    public ProcessLife life() {
        return life;
    }

    @Override
    public int hostPid() {
        return hostPid;
    }

    @Override
    public String binary() {
        return binary;
    }

    @Override
    public ProcessImage parent() {
        return parent;
    }
}
