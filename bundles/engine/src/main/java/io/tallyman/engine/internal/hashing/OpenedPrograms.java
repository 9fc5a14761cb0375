package io.tallyman.engine.internal.hashing;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Files of programs that are open and not yet read, in the order in which they were asked for. An open file holds the mount
 * that it is on, so a file is closed once nobody waits for its hash any more, also where the thread that reads files hangs.
 * Any thread.
 */
final class OpenedPrograms {
    private final Deque<ProgramFile> files = new ConcurrentLinkedDeque<>();
    private final long deadlineNanos;

    /** @param deadlineNanos how long a hash is waited for, from the first exec of the file on */
    OpenedPrograms(long deadlineNanos) {
        this.deadlineNanos = deadlineNanos;
    }

    void add(ProgramFile file) {
        files.add(file);
    }

    /** Takes out the file that was asked for first; null if there is none. */
    ProgramFile take() {
        closeOverdue();
        return files.poll();
    }

    int count() {
        return files.size();
    }

    /** Whether nobody waits for the hash any more. */
    boolean isOverdue(Digest digest) {
        return digest.isOverdue(deadlineNanos);
    }

    /** Closes the files for whose hashes nobody waits any more. */
    void closeOverdue() {
        for (ProgramFile first; (first = files.peek()) != null && isOverdue(first.digest());) {
            // another thread may have taken the file meanwhile
            if (files.remove(first)) {
                first.giveUp();
            }
        }
    }

    void closeAll() {
        for (ProgramFile next; (next = files.poll()) != null;) {
            next.close();
        }
    }
}
