package io.tallyman.engine.internal.hashing;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** The SHA-256 of one file, or the wait for it. A file is known by device, inode and change time. Any thread. */
final class Digest {
    private final int device;
    private final long inode;
    private final long changed;
    private final int hostPid;
    private final String path;
    private final long asked = System.nanoTime();
    private volatile byte[] hex;
    private volatile Failure failure;

    /** For the file of the exec that the record tells of. */
    Digest(ByteBuffer records, int offset) {
        device = ExecRecord.device(records, offset);
        inode = ExecRecord.inode(records, offset);
        changed = ExecRecord.changed(records, offset);
        hostPid = ExecRecord.hostPid(records, offset);
        path = ExecRecord.path(records, offset);
    }

    boolean isOf(int ofDevice, long ofInode, long ofChange) {
        return inode == ofInode && changed == ofChange && device == ofDevice;
    }

    int device() {
        return device;
    }

    long inode() {
        return inode;
    }

    /** Change time, nanoseconds since the epoch. */
    long changed() {
        return changed;
    }

    /** The process that executed the file. */
    int hostPid() {
        return hostPid;
    }

    String path() {
        return path;
    }

    synchronized void succeed(byte[] hexadecimal) {
        hex = hexadecimal;
        notifyAll();
    }

    synchronized void fail(Failure why) {
        failure = why;
        notifyAll();
    }

    /**
     * Whether another process that executes the file may have more luck.
     *
     * @param nanos after so long without an answer there may be none
     */
    boolean isWorthAnotherTry(long nanos) {
        Failure why = failure;
        return hex == null && (why == null ? isOverdue(nanos) : why != Failure.LARGE);
    }

    /** @param nanos how long somebody waits for the file to be read, from the first exec of the file on */
    boolean isOverdue(long nanos) {
        return System.nanoTime() - asked > nanos;
    }

    /**
     * Waits until the file is read, has failed to be read, or the time is over.
     *
     * @param nanos how long after the first exec of the file
     * @return the digits, not to be changed, or null
     */
    byte[] await(long nanos) {
        if (hex == null && failure == null) {
            awaitAnswer(nanos);
        }
        return hex;
    }

    private synchronized void awaitAnswer(long nanos) {
        try {
            for (long left; hex == null && failure == null && (left = asked + nanos - System.nanoTime()) > 0;) {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Why there are no digits. */
    Failure failure() {
        Failure why = failure;
        return why == null ? Failure.LATE : why;
    }
}
