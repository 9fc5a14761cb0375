package io.tallyman.source.ebpf.internal.clock;

import com.sun.jna.Memory;
import io.tallyman.libc.Libc;

/** The kernel's clocks, in nanoseconds. One object serves one thread. */
public interface Clock {
    /** The clock of the records: nanoseconds since boot, with those of sleep. */
    long boot();

    /** Nanoseconds since the epoch. */
    long wall();

    /** The clocks of this machine. Reading one is a call through JNA, so not for every event. */
    final class OfMachine implements Clock {
        private static final long NANOS = 1_000_000_000L;

        private final Memory timespec = new Memory(16);

        @Override
        public long boot() {
            return read(Libc.CLOCK_BOOTTIME);
        }

        @Override
        public long wall() {
            return read(Libc.CLOCK_REALTIME);
        }

        private long read(int clock) {
            Libc.clock_gettime(clock, timespec);
            return timespec.getLong(0) * NANOS + timespec.getLong(8);
        }
    }
}
