package io.tallyman.source.ebpf.internal;

import com.sun.jna.Memory;

/** The kernel's clocks, in nanoseconds. */
final class Clock {
    private static final int TRIES = 5;
    private static final long NANOS = 1_000_000_000L;

    private Clock() {
    }

    /** What to add to the boot clock to get the time since the epoch, from the narrowest of a few readings. */
    static long epochOffset() {
        Memory timespec = new Memory(16);
        long narrowest = Long.MAX_VALUE;
        long offset = 0;
        for (int i = 0; i < TRIES; i++) {
            long before = read(Libc.CLOCK_BOOTTIME, timespec);
            long real = read(Libc.CLOCK_REALTIME, timespec);
            long after = read(Libc.CLOCK_BOOTTIME, timespec);
            if (after - before < narrowest) {
                narrowest = after - before;
                offset = real - (before + narrowest / 2);
            }
        }
        return offset;
    }

    static long read(int clock, Memory timespec) {
        Libc.clock_gettime(clock, timespec);
        return timespec.getLong(0) * NANOS + timespec.getLong(8);
    }
}
