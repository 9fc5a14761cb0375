package io.tallyman.engine.internal.process;

/** A process from its start to its end, whatever it executes: what its programs have in common. Reader thread only. */
public final class ProcessLife {
    private final long start;
    private int judgedIn;
    private boolean told;
    private boolean ended;

    /** @param start in nanoseconds since boot, or that rounded down to hundredths of a second; 0 where nobody knows */
    ProcessLife(long start) {
        this.start = start;
    }

    public long start() {
        return start;
    }

    /** Notes that the process is judged in this round; false where it was already. */
    public boolean judge(int round) {
        boolean first = judgedIn != round;
        judgedIn = round;
        return first;
    }

    /** The source has been told of the process. */
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
