package io.tallyman.output.file.internal;

import io.tallyman.api.output.Destination;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;

/**
 * Appends to a file. Begins a new file when the file is full or old, or when a log rotation has moved the file away.
 */
final class FileDestination implements Destination {
    private static final long SECOND = 1_000_000_000L;
    /** How long to wait after a rotation that failed, for example in a read-only directory. */
    private static final long ROTATE_AGAIN = 60 * SECOND;

    private final FileSettings settings;
    private final Rotation rotation;
    private final LongSupplier nanoTime;
    private ByteBuffer buffer = ByteBuffer.allocate(0);
    private volatile OpenFile file;
    private volatile boolean reopen;
    private volatile boolean closed;
    private boolean unsynced;
    private long syncedAt;
    private long begunAt;
    private long lookedAt;
    private long rotateFrom;

    private FileDestination(FileSettings settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.nanoTime = nanoTime;
        rotation = new Rotation(settings.path(), settings.keep());
        rotateFrom = nanoTime.getAsLong();
        syncedAt = rotateFrom;
    }

    static FileDestination open(FileSettings settings, LongSupplier nanoTime) throws IOException {
        FileDestination destination = new FileDestination(settings, nanoTime);
        destination.begin();
        return destination;
    }

    @Override
    public void write(byte[] bytes, int from, int count, int events) throws IOException {
        long now = nanoTime.getAsLong();
        followMove(now);
        rotateIfDue(count, now);
        if (file == null) {
            begin();
        }
        if (buffer.array() != bytes) {
            buffer = ByteBuffer.wrap(bytes);
        }
        file.append(buffer.limit(from + count).position(from));
        unsynced = true;
        sync(settings.fsync() == FileSettings.Fsync.ALWAYS);
    }

    @Override
    public void flush() throws IOException {
        sync(false);
    }

    @Override
    public void reopen() {
        reopen = true;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        OpenFile open = file;
        if (open != null) {
            if (settings.fsync() != FileSettings.Fsync.NEVER) {
                open.sync();
            }
            open.close();
        }
    }

    private void begin() throws IOException {
        if (closed) {
            throw new IOException(settings.path() + " is closed");
        }
        file = OpenFile.open(settings.path(), settings.mode());
        begunAt = nanoTime.getAsLong();
        lookedAt = begunAt;
    }

    private void end() throws IOException {
        OpenFile open = file;
        file = null;
        sync(open, settings.fsync() != FileSettings.Fsync.NEVER);
        open.close();
    }

    private void followMove(long now) throws IOException {
        boolean asked = reopen;
        if (file != null && (asked || now - lookedAt >= SECOND)) {
            lookedAt = now;
            if (asked || file.hasMoved()) {
                reopen = false;
                end();
            }
        }
    }

    private void rotateIfDue(int count, long now) throws IOException {
        if (file == null || !file.isRegular() || file.size() == 0 || now - rotateFrom < 0) {
            return;
        }
        boolean full = settings.size() > 0 && file.size() + count > settings.size();
        boolean old = !settings.interval().isZero() && now - begunAt >= settings.interval().toNanos();
        if (full || old) {
            try {
                rotation.rotate();
                end();
            } catch (IOException e) {
                rotateFrom = now + ROTATE_AGAIN;
                System.getLogger("io.tallyman.output").log(System.Logger.Level.WARNING,
                        "{0} cannot be rotated and grows on: {1}", settings.path(), e.getMessage());
            }
        }
    }

    private void sync(boolean due) throws IOException {
        if (file != null) {
            sync(file, due);
        }
    }

    private void sync(OpenFile open, boolean due) throws IOException {
        long now = nanoTime.getAsLong();
        boolean interval = settings.fsync() == FileSettings.Fsync.INTERVAL && now - syncedAt >= SECOND;
        if (unsynced && (due || interval)) {
            open.sync();
            unsynced = false;
            syncedAt = now;
        }
    }
}
