package io.tallyman.engine.internal.output;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Calls of plug-in code that a session's start waits for. Each call has a thread of its own and a time limit, so that a
 * plug-in that throws or hangs costs that plug-in alone. Thread-safe.
 */
public final class PluginCalls {
    static final Duration LIMIT = Duration.ofSeconds(10);

    private final Duration limit;
    private final AtomicLong failures = new AtomicLong();
    /** Plug-ins that have not returned. They are not called again before they do, since each call keeps a thread. */
    private final Set<Object> hanging = ConcurrentHashMap.newKeySet();

    PluginCalls(Duration limit) {
        this.limit = limit;
    }

    /** A plug-in has failed or does not return. */
    static final class Failure extends IOException {
        private static final long serialVersionUID = 1L;

        Failure(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** How often a plug-in has thrown what it must not throw, or has not returned in time. */
    public long failures() {
        return failures.get();
    }

    /**
     * Calls a plug-in.
     *
     * @param plugin what is called, as long as it hangs not called again
     * @param what   names the call in messages: "opening destination 'kafka'"
     * @param late   gets a result that comes after the time limit, to close it
     * @throws Failure                  the plug-in has failed, or does not return
     * @throws IOException              as the plug-in may throw it
     * @throws IllegalArgumentException as the plug-in may throw it
     */
    <T> T call(Object plugin, String what, Callable<T> body, Consumer<T> late) throws IOException {
        if (hanging.contains(plugin)) {
            throw new Failure(what + " has to wait: an earlier call of this plug-in has not returned", null);
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(null, () -> run(body, result), "tallyman-plugin", 256 * 1024);
        thread.setDaemon(true);
        thread.start();
        try {
            return result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            giveUp(plugin, result, late);
            failures.incrementAndGet();
            throw new Failure(what + " takes more than " + limit.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            giveUp(plugin, result, late);
            Thread.currentThread().interrupt();
            throw new Failure(what + " was interrupted", e);
        } catch (ExecutionException e) {
            throw failed(what, e.getCause());
        }
    }

    private static <T> void run(Callable<T> body, CompletableFuture<T> result) {
        try {
            result.complete(body.call());
        } catch (Throwable e) { // whatever a plug-in throws is for the thread that waits
            result.completeExceptionally(e);
        }
    }

    private <T> void giveUp(Object plugin, CompletableFuture<T> result, Consumer<T> late) {
        hanging.add(plugin);
        result.whenComplete((value, error) -> {
            hanging.remove(plugin);
            if (error == null) {
                late.accept(value);
            }
        });
    }

    private IOException failed(String what, Throwable error) {
        if (error instanceof IOException e) {
            return e;
        }
        if (error instanceof IllegalArgumentException e) {
            throw e;
        }
        failures.incrementAndGet();
        return new Failure(what + " has failed: " + error, error);
    }
}
