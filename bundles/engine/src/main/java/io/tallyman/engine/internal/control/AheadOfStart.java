package io.tallyman.engine.internal.control;

import io.tallyman.engine.Engine;
import io.tallyman.engine.TraceException;
import io.tallyman.engine.internal.dispatch.Pipeline;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The use of the shared source by a request that is still to be started. Opening the source takes long, so it is opened on a
 * thread of its own while the plug-ins that the request names are started.
 */
final class AheadOfStart implements Engine.Ahead {
    private final Runnable release;
    private final CompletableFuture<Void> acquired = new CompletableFuture<>();
    private final AtomicBoolean closed = new AtomicBoolean();

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
                acquired.complete(null);
            }
        } catch (TraceException | RuntimeException | LinkageError e) {
            // the start meets the same and says so
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gives the source back now, or as soon as it is open. Does not wait. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            acquired.thenRun(release);
        }
    }
}
