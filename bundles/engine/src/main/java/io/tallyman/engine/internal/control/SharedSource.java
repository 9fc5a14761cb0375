package io.tallyman.engine.internal.control;

import io.tallyman.engine.TraceException;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.internal.dispatch.Pipeline;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * The one open source, which all sessions share: the first session opens the source, the last one closes it. Opening
 * and closing take long, so the thread that starts a session opens, and a thread of its own closes. Only the control
 * thread changes the fields of this class.
 */
final class SharedSource {
    /** A session that comes while the source is being opened or closed waits this long for that. */
    private static final long BUSY_SECONDS = 30;
    /** The end of the last session waits this long until the source is closed. */
    private static final long CLOSE_MILLIS = 20_000;

    private final ControlThread control;
    private final BooleanSupplier othersLook;
    private volatile Pipeline open;
    /** How the open source was opened. */
    private TraceRequest first;
    private int users;
    /** The source is being opened or closed until this is complete; null: it is not. */
    private CompletableFuture<Void> busy;

    /** @param othersLook whether a request that may come later looks into containers */
    SharedSource(ControlThread control, BooleanSupplier othersLook) {
        this.control = control;
        this.othersLook = othersLook;
    }

    /** Opens a source. May take long. */
    interface Opener {
        Pipeline open(TraceRequest first) throws TraceException;
    }

    /** What a session finds: the open source, or something to wait for, or (neither) that it is to open the source. */
    private record Turn(Pipeline open, CompletableFuture<Void> change) {
    }

    /** The open source, or null. Any thread. */
    Pipeline open() {
        return open;
    }

    /** How many sessions use it. Control thread. */
    int users() {
        return users;
    }

    /**
     * Joins the open source, or opens it. Each call that returns needs a {@link #release}. Not for the control thread.
     *
     * @throws TraceException the source cannot be opened, or is open in a way that does not serve the request
     */
    Pipeline acquire(TraceRequest request, Opener opener) throws TraceException, InterruptedException {
        while (true) {
            Turn turn = control.call(() -> turn(request));
            if (turn.open() != null) {
                return turn.open();
            }
            if (turn.change() == null) {
                return open(request.opening(othersLook.getAsBoolean()), opener);
            }
            await(turn.change());
        }
    }

    private Turn turn(TraceRequest request) throws TraceException {
        if (busy != null) {
            return new Turn(null, busy);
        }
        if (open == null) {
            busy = new CompletableFuture<>();
            return new Turn(null, null);
        }
        SharedOptions.require(request, first, open.isShared());
        users++;
        return new Turn(open, null);
    }

    private Pipeline open(TraceRequest request, Opener opener) throws TraceException {
        Pipeline opened = null;
        try {
            opened = opener.open(request);
        } finally {
            Pipeline found = opened;
            control.call(() -> {
                open = found;
                first = request;
                users = found == null ? 0 : 1;
                return idle();
            });
        }
        return opened;
    }

    private Void idle() {
        CompletableFuture<Void> over = busy;
        busy = null;
        over.complete(null);
        return null;
    }

    private static void await(CompletableFuture<Void> busy) throws TraceException, InterruptedException {
        try {
            busy.get(BUSY_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new TraceException(TraceException.Kind.FAILED, "the source has been opening or closing for "
                    + BUSY_SECONDS + " s; try again, or restart tallyman", e);
        }
    }

    /**
     * One session less. The last one closes the source, on a thread of its own. Control thread.
     *
     * @param onDone called on the control thread, once the source is closed (or does not close in time) where this was
     *               the last session
     */
    void release(Runnable onDone) {
        if (--users > 0) {
            onDone.run();
            return;
        }
        Pipeline closing = open;
        open = null;
        busy = new CompletableFuture<>();
        Future<?> givingUp = control.after(CLOSE_MILLIS, onDone);
        Thread thread = new Thread(null, () -> {
            try {
                closing.close();
            } finally {
                control.execute(() -> {
                    idle();
                    if (givingUp.cancel(false)) {
                        onDone.run();
                    }
                });
            }
        }, "tallyman-close", 256 * 1024);
        thread.setDaemon(true);
        thread.start();
    }
}
