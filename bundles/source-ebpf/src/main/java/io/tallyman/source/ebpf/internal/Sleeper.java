package io.tallyman.source.ebpf.internal;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import io.tallyman.api.source.SourceException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How the reader waits. It sets the sleeping flag, looks once more, then sleeps until a program that has found the flag
 * rings, or somebody calls {@link #wakeup}. The fence between flag and look, and the kernel's between record and flag,
 * see to it that one of the two sides sees the other. Edge-triggered: a record that is still being written does not
 * keep the reader awake.
 */
final class Sleeper implements AutoCloseable {
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final ByteBuffer flag;
    private final int flagOffset;
    private final int epoll;
    private final int bell;
    private final Memory events = new Memory(2 * Libc.EPOLL_EVENT_SIZE);
    private final Memory one = new Memory(8);
    private boolean closed;

    /**
     * @param ring       what becomes readable when a program rings
     * @param flag       memory that is shared with the programs
     * @param flagOffset where the flag, an int, is in it
     */
    Sleeper(int ring, ByteBuffer flag, int flagOffset) throws SourceException {
        this.flag = flag;
        this.flagOffset = flagOffset;
        one.setLong(0, 1);
        epoll = Libc.epoll_create1(Libc.EPOLL_CLOEXEC);
        bell = Libc.eventfd(0, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK);
        try {
            check(epoll);
            check(bell);
            add(ring);
            add(bell);
        } catch (SourceException e) {
            close();
            throw e;
        }
    }

    private void add(int fd) throws SourceException {
        Memory event = new Memory(Libc.EPOLL_EVENT_SIZE);
        event.setInt(0, Libc.EPOLLIN | Libc.EPOLLET);
        event.setLong(4, fd);
        check(Libc.epoll_ctl(epoll, Libc.EPOLL_CTL_ADD, fd, event));
    }

    private static void check(int result) throws SourceException {
        if (result < 0) {
            throw new SourceException("Cannot wait for the ring buffer: " + Libc.strerror(Native.getLastError())
                    + ". Raise the limit of open files (ulimit -n).", null);
        }
    }

    /** Sleeps for the time at the most, if the ring is still empty once the flag is set. Reader thread. */
    void sleep(RingReader ring, long nanos) {
        if (arm(ring, flag, flagOffset)) {
            long millis = (nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
            Libc.epoll_wait(epoll, events, 2, (int) Math.min(millis, Integer.MAX_VALUE));
        }
        INT.setVolatile(flag, flagOffset, 0);
    }

    /** Asks for a wakeup, then tells whether there still is nothing, so that the one asked for will come. */
    static boolean arm(RingReader ring, ByteBuffer flag, int flagOffset) {
        INT.setVolatile(flag, flagOffset, 1);
        VarHandle.fullFence();
        return ring.isEmpty();
    }

    /** Ends a sleep, or the next one if there is none now. Any thread. */
    synchronized void wakeup() {
        if (!closed) {
            Libc.write(bell, one, 8);
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Libc.close(epoll);
            Libc.close(bell);
        }
    }
}
