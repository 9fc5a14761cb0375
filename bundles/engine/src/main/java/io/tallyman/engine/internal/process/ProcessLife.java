package io.tallyman.engine.internal.process;

/** A process from its start to its end, whatever the process executes. Reader thread only. */
public final class ProcessLife {
    private final long start;
    private long judgedIn;
    private boolean told;
    private boolean ended;

    /** @param start in nanoseconds since boot, or the same rounded down to hundredths of a second; 0 where nobody knows */
    ProcessLife(long start) {
        this.start = start;
    }

    public long start() {
        return start;
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
