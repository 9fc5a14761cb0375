package io.tallyman.printer.tree.internal;

/** Children of one process that are like each other. The first ones are shown, the others are counted. */
final class Alike {
    /** The fingerprint that they have in common. */
    final long print;
    /** They have the same arguments, and all below is the same. */
    final boolean same;
    /** How many are shown. */
    int shown;
    /** The last one that is shown. */
    Proc last;
    /** How many are counted only. */
    long more;
    /** When the last one of these ended, in nanoseconds since the epoch. */
    long until;
    /** The shortest and the longest life of these, in nanoseconds. */
    long least = Long.MAX_VALUE;
    long most;

    Alike(long print, boolean same) {
        this.print = print;
        this.same = same;
    }

    void show(Proc child) {
        shown++;
        last = child;
    }

    void count(Proc child) {
        more++;
        until = child.ended;
        least = Math.min(least, child.lasted);
        most = Math.max(most, child.lasted);
    }
}
