package io.tallyman.source.ebpf.internal.ring;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import io.tallyman.api.source.SourceException;
import io.tallyman.libc.Libc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.locks.LockSupport;

/**
 * How the reader waits. The reader sets the sleeping flag, looks at the ring once more, and then sleeps until a program
 * that has found the flag set wakes it, or until {@link #wakeup}. The reader has a fence between flag and look, and the
 * kernel has one between record and flag: so one of the two sides sees what the other has done. The waiting is
 * edge-triggered, so that a record that is still being written does not keep the reader awake.
 */
public final class Sleeper implements AutoCloseable {
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final ByteBuffer flag;
    private final int flagOffset;
    private final int epoll;
    private final int bell;
    private final Memory events = new Memory(2 * Libc.EPOLL_EVENT_SIZE);
    private final Memory one = new Memory(8);
    /** Who rests now, or null. */
    private volatile Thread resting;
    /** Somebody has asked for a wakeup since the last sleep or rest. */
    private volatile boolean rung;
    private boolean closed;

    /**
     * @param ring       what becomes readable when a program rings
     * @param flag       memory that is shared with the programs
     * @param flagOffset where the flag, an int, is in it
     */
    public Sleeper(int ring, ByteBuffer flag, int flagOffset) throws SourceException {
        this.flag = flag;
        this.flagOffset = flagOffset;
        one.setLong(0, 1);
        epoll = Libc.epoll_create1(Libc.EPOLL_CLOEXEC);
        bell = Libc.eventfd(0, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK);
        try {
            check(epoll);
            check(bell);
            add(epoll, ring);
            add(epoll, bell);
        } catch (SourceException e) {
            close();
            throw e;
        }
    }

    private static void add(int epoll, int fd) throws SourceException {
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

    /** Sleeps for the time at the most, if the ring is still empty after the flag was set. Reader thread. */
    public void sleep(RingReader ring, long nanos) {
        if (arm(ring, flag, flagOffset)) {
            long millis = (nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
            Libc.epoll_wait(epoll, events, 2, (int) Math.min(millis, Integer.MAX_VALUE));
        }
        INT.setVolatile(flag, flagOffset, 0);
        rung = false;
    }

    /**
     * Waits for the time or until {@link #wakeup}, whatever comes into the ring meanwhile. A wait of epoll takes whole
     * milliseconds, so this wait is Java's own. Reader thread.
     */
    public void rest(long nanos) {
        long end = System.nanoTime() + nanos;
        resting = Thread.currentThread();
        for (long left = nanos; left > 0 && !rung; left = end - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
        resting = null;
        rung = false;
    }

    /** Asks for a wakeup, then tells whether the ring is empty, in which case the wakeup will come. */
    static boolean arm(RingReader ring, ByteBuffer flag, int flagOffset) {
        INT.setVolatile(flag, flagOffset, 1);
        VarHandle.fullFence();
        return ring.isEmpty();
    }

    /** Ends the sleep or rest that is under way, or else the next one. Any thread. */
    public synchronized void wakeup() {
        if (!closed) {
            Libc.write(bell, one, 8);
            rung = true;
            LockSupport.unpark(resting);
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
