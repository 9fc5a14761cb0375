package io.tallyman.engine.internal;

/** A process from its start to its end, whatever it executes: what its programs have in common. Reader thread only. */
final class Life {
    private final long start;
    private int judgedIn;
    private boolean told;
    private boolean ended;

    /** @param start in nanoseconds since boot, or that rounded down to hundredths of a second; 0 where nobody knows */
    Life(long start) {
        this.start = start;
    }

    long start() {
        return start;
    }

    /** Notes that the process is judged in this round; false where it was already. */
    boolean judge(int round) {
        boolean first = judgedIn != round;
        judgedIn = round;
        return first;
    }

    /** The source has been told of the process. */
    boolean isTold() {
        return told;
    }

    void tell() {
        told = true;
    }

    boolean hasEnded() {
        return ended;
    }

    void end() {
        ended = true;
    }
}
