package io.tallyman.containers.internal.conversation;

import io.tallyman.api.runtime.ContainerRuntime;
import io.tallyman.api.runtime.RuntimeConnection;
import io.tallyman.containers.internal.authority.FragmentLimits;
import io.tallyman.containers.internal.counters.CallStatistics;
import io.tallyman.containers.internal.plugins.CallGuard;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;

/**
 * Opens connections of one endpoint, by calls that are ended in time, and closes them. The opening methods are for one
 * thread; other threads ask how a call goes and end the call.
 */
final class Opening {
    private static final int MOST_VERSION = 200;

    private final ContainerRuntime runtime;
    private final CallStatistics statistics;
    private final BiConsumer<String, Runnable> threads;
    private final CallGuard guard = new CallGuard();

    /** @param threads starts a thread, whose name ends with the text, for what may block */
    Opening(ContainerRuntime runtime, CallStatistics statistics, BiConsumer<String, Runnable> threads) {
        this.runtime = runtime;
        this.statistics = statistics;
        this.threads = threads;
    }

    /** @throws TimeoutException the call was ended; a connection that it has made all the same is closed */
    RuntimeConnection connect(ContainerRuntime.RuntimeContext context)
            throws IOException, InterruptedException, TimeoutException {
        RuntimeConnection made = null;
        boolean inTime = false;
        guard.begin();
        try {
            made = Objects.requireNonNull(runtime.connect(context), "no connection");
        } finally {
            try {
                guard.end();
                inTime = true;
            } finally {
                closeAside(inTime ? null : made);
            }
        }
        return made;
    }

    /** What the daemon calls its version, shortened; empty where it does not say. */
    String version(RuntimeConnection connection) throws IOException, InterruptedException, TimeoutException {
        guard.begin();
        try {
            return FragmentLimits.cut(Objects.requireNonNullElse(connection.version(), ""), MOST_VERSION);
        } finally {
            guard.end();
        }
    }

    void subscribe(RuntimeConnection connection, RuntimeConnection.Listener listener)
            throws IOException, InterruptedException, TimeoutException {
        guard.begin();
        try {
            connection.watch(listener);
        } finally {
            guard.end();
        }
    }

    /** Closes a connection on a thread of its own, since a plug-in may block there. Null: there is none. */
    void closeAside(RuntimeConnection connection) {
        if (connection != null) {
            threads.accept("-close", () -> {
                try {
                    connection.close();
                } catch (RuntimeException | LinkageError e) {
                    statistics.failed("close");
                }
            });
        }
    }

    /** Interrupts a call that takes longer, in nanoseconds. */
    void expire(long limit) {
        guard.expire(limit);
    }

    boolean isUnderWay() {
        return guard.isUnderWay();
    }

    /** Whether a call goes on for longer, in nanoseconds, although it was interrupted. */
    boolean isStuck(long limit) {
        return guard.isStuck(limit);
    }
}
