package io.tallyman.engine.internal.hashing;

import io.tallyman.engine.early.ProgramFiles;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads the files of programs on a thread of its own. Files are opened as soon as they are asked for, also while another one
 * is being read, because a process may end soon.
 */
final class Hasher {
    private static final int OPEN_FILES = 64;
    private static final int PIECE = 64 * 1024;
    private static final long PARK_NANOS = 1_000_000_000L;
    /** A file system that has not answered for so long may never do so. */
    private static final long STUCK_NANOS = 5_000_000_000L;

    private final WaitingDigests waiting;
    private final ProgramFiles files;
    private final Thread thread;
    private final OpenedPrograms opened;
    private volatile boolean parked;
    private volatile boolean closed;
    /** When the thread came from its last call into a file system. */
    private volatile long moved = System.nanoTime();

    Hasher(WaitingDigests waiting, OpenedPrograms opened, ProgramFiles files) {
        this.waiting = waiting;
        this.opened = opened;
        this.files = files;
        thread = new Thread(null, this::run, "tallyman-hash", 256 * 1024);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        MessageDigest algorithm = sha256();
        byte[] piece = new byte[PIECE];
        while (!closed) {
            openWaiting();
            ProgramFile next = opened.take();
            if (next == null) {
                park();
            } else {
                try (next) {
                    rest(next.millisToRest());
                    next.read(algorithm, piece, this::openWaiting);
                }
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private void openWaiting() {
        moved = System.nanoTime();
        opened.closeOverdue();
        for (Digest next; opened.count() < OPEN_FILES && !closed && (next = waiting.take()) != null;) {
            if (opened.isOverdue(next)) {
                next.fail(Failure.LATE);
                continue;
            }
            ProgramFile file = ProgramFile.open(next, files);
            moved = System.nanoTime();
            if (file != null) {
                opened.add(file);
            }
        }
    }

    private void rest(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left; !closed && (left = end - System.nanoTime()) > 0;) {
            openWaiting();
            LockSupport.parkNanos(this, Math.min(left, 1_000_000));
        }
    }

    private void park() {
        parked = true;
        if (waiting.isEmpty() && !closed) {
            LockSupport.parkNanos(this, PARK_NANOS);
        }
        parked = false;
    }

    /** Wakes the thread if it sleeps. Any thread. */
    void wake() {
        if (parked) {
            LockSupport.unpark(thread);
        }
    }

    /** Whether a file system does not answer. Any thread. */
    boolean isStuck() {
        return !parked && System.nanoTime() - moved > STUCK_NANOS;
    }

    /** The thread ends once the file system that it reads from answers. Returns at once. Any thread. */
    void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
