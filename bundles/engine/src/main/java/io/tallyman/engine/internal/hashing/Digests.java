package io.tallyman.engine.internal.hashing;

import io.tallyman.api.source.LossCounter;
import io.tallyman.engine.early.ProgramFiles;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The SHA-256 of the programs that are executed. The reader asks as soon as an exec is read, since the process may end soon.
 * An output waits for the answer when it prints the exec. Nothing is started before somebody has asked.
 */
public final class Digests implements AutoCloseable {
    /** Threads that may hang in a file system that does not answer, before no hash is made any more. */
    private static final int THREADS = 4;

    private final ProgramFiles files;
    private final long deadlineNanos;
    private final DigestTable table = new DigestTable();
    private final WaitingDigests waiting = new WaitingDigests();
    private final OpenedPrograms opened;
    private final AtomicLongArray failures = new AtomicLongArray(Failure.values().length);
    private volatile Hasher hasher;
    private int threads;
    private boolean closed;

    /**
     * @param files         opens files; null: the processes are not of this machine, and no hash is made
     * @param deadlineNanos how long an output waits, from the exec on
     */
    public Digests(ProgramFiles files, long deadlineNanos) {
        this.files = files;
        this.deadlineNanos = deadlineNanos;
        opened = new OpenedPrograms(deadlineNanos);
    }

    /** Has the file of a program read, if the record is of an exec and nobody has asked before. Any thread; waits for nothing. */
    public void ask(ByteBuffer records, int offset) {
        if (files != null && ExecRecord.isExec(records, offset)) {
            Digest known = find(records, offset);
            if (known == null || known.isWorthAnotherTry(deadlineNanos)) {
                begin(records, offset);
            }
        }
    }

    private Digest find(ByteBuffer records, int offset) {
        return table.find(ExecRecord.device(records, offset), ExecRecord.inode(records, offset),
                ExecRecord.changed(records, offset));
    }

    private Digest begin(ByteBuffer records, int offset) {
        Digest begun = new Digest(records, offset);
        if (waiting.offer(begun)) {
            table.add(begun);
            wake();
        } else {
            begun.fail(Failure.CROWDED);
        }
        return begun;
    }

    private void wake() {
        Hasher now = hasher;
        if (now == null) {
            renew(null);
        } else {
            now.wake();
        }
    }

    /** Another thread takes the place of one that hangs. */
    private synchronized void renew(Hasher former) {
        if (hasher == former && !closed && threads < THREADS) {
            threads++;
            if (former != null) {
                former.close();
            }
            hasher = new Hasher(waiting, opened, files);
            hasher.start();
        }
    }

    /** Whether there are hashes for events of this source. */
    boolean areMade() {
        return files != null;
    }

    /**
     * The hash of the program of an exec; waits for it, but not past the deadline. For the thread of an output.
     *
     * @return hexadecimal digits, not to be changed, or null, which is counted
     */
    byte[] await(ByteBuffer records, int offset) {
        Digest known = find(records, offset);
        Digest digest = known == null ? begin(records, offset) : known;
        byte[] hex = digest.await(deadlineNanos);
        if (hex == null) {
            count(digest.failure());
        }
        return hex;
    }

    void count(Failure failure) {
        failures.incrementAndGet(failure.ordinal());
        if (failure == Failure.LATE) {
            opened.closeOverdue();
            renewIfStuck();
        }
    }

    private void renewIfStuck() {
        Hasher now = hasher;
        if (now != null && now.isStuck()) {
            renew(now);
        }
    }

    /** Execs without a hash, by the reason. */
    public List<LossCounter> failures() {
        return Arrays.stream(Failure.values()).map(failure -> new LossCounter(failure.counter(),
                failures.get(failure.ordinal()), failure.description())).toList();
    }

    /** Waits for nothing. */
    @Override
    public synchronized void close() {
        closed = true;
        if (hasher != null) {
            hasher.close();
        }
        opened.closeAll();
    }
}
