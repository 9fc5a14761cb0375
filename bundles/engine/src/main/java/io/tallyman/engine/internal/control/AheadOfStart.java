package io.tallyman.engine.internal.control;

import io.tallyman.engine.TraceException;
import io.tallyman.engine.internal.dispatch.Pipeline;

/**
 * The use of the shared source by a request that is still to be started. Opening the source takes long, so it is opened on a
 * thread of its own while the plug-ins that the request names are started.
 */
public final class AheadOfStart implements AutoCloseable {
    private final Runnable release;
    private boolean acquired;
    private boolean closed;

    /** Acquires the source, or returns null where the source is not to be opened ahead. */
    interface Opening {
        Pipeline acquire() throws TraceException, InterruptedException;
    }

    /** @param release gives the source back; called once at the most */
    AheadOfStart(Runnable release) {
        this.release = release;
    }

    void open(Opening opening) {
        Thread thread = new Thread(null, () -> run(opening), "tallyman-open", 512 * 1024);
        thread.setDaemon(true);
        thread.start();
    }

    private void run(Opening opening) {
        try {
            if (opening.acquire() != null) {
                opened();
            }
        } catch (TraceException | RuntimeException | LinkageError e) {
            // the start meets the same and says so
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void opened() {
        synchronized (this) {
            acquired = true;
            if (!closed) {
                return;
            }
        }
        release.run();
    }

    /** Gives the source back now, or as soon as it is open. Does not wait. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed || !acquired) {
                closed = true;
                return;
            }
            closed = true;
        }
        release.run();
    }
}
