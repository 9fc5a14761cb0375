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

    Program(int hostPid, String binary, Program parent) {
        this.hostPid = hostPid;
        this.binary = binary;
        boolean deep = parent != null && parent.depth >= DEEPEST;
        this.parent = deep ? parent.eldest : parent;
        eldest = this.parent == null ? this : this.parent.eldest;
        depth = this.parent == null ? 0 : this.parent.depth + 1;
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
