package io.tallyman.engine.internal;

import io.tallyman.api.event.ProcessView;

/** One program of a process. */
final class Program implements ProcessView {
    /** A line of ancestors that is longer goes on from its first. */
    private static final int DEEPEST = 4_096;

    private final int hostPid;
    private final String binary;
    private final Program parent;
    private final Program eldest;
    private final int depth;
    private final Life life;

    /** The first program of a process. */
    Program(int hostPid, long start, String binary, Program parent) {
        this(hostPid, new Life(start), binary, parent);
    }

    private Program(int hostPid, Life life, String binary, Program parent) {
        this.hostPid = hostPid;
        this.life = life;
        this.binary = binary;
        boolean deep = parent != null && parent.depth >= DEEPEST;
        this.parent = deep ? parent.eldest : parent;
        eldest = this.parent == null ? this : this.parent.eldest;
        depth = this.parent == null ? 0 : this.parent.depth + 1;
    }

    /** What its process executes now. */
    Program next(String executed) {
        return new Program(hostPid, life, executed, this);
    }

    Life life() {
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
    public Program parent() {
        return parent;
    }
}
