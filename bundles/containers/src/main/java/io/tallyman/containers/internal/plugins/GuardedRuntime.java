package io.tallyman.containers.internal.plugins;

import io.tallyman.api.runtime.CgroupMatch;
import io.tallyman.api.runtime.ContainerRuntime;
import io.tallyman.api.runtime.ExecCommand;
import io.tallyman.api.runtime.RuntimeConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A runtime bundle whose mistakes do not harm other bundles. The name and the default sockets are asked for once, on a
 * thread of their own that is left behind if it hangs. Reading a path or a command happens on the reader thread: a call
 * that takes too long is interrupted by {@link #expire}, and the bundle reads no more. Calls on a connection are guarded
 * where they are made.
 */
final class GuardedRuntime implements ContainerRuntime {
    private static final int STACK = 256 * 1024;

    final ContainerRuntime plugin;
    private final PluginFailures failures;
    private final CallGuard reading = new CallGuard();
    private final String name;
    private final List<Path> sockets;
    private volatile boolean readsNothing;

    private GuardedRuntime(ContainerRuntime plugin, PluginFailures failures, String name, List<Path> sockets) {
        this.plugin = plugin;
        this.failures = failures;
        this.name = name;
        this.sockets = sockets;
    }

    /** Asks a bundle what it is. Returns null where it cannot tell its name: nothing can be done with it. */
    static GuardedRuntime of(ContainerRuntime plugin, PluginFailures failures, long patienceMillis) {
        String name;
        try {
            name = call(() -> Objects.requireNonNull(plugin.name(), "no name"), patienceMillis);
        } catch (TimeoutException | ExecutionException | InterruptedException e) {
            failures.failed(plugin.getClass(), "name", reason(e), "this runtime is not used");
            return null;
        }
        List<Path> sockets = List.of();
        try {
            sockets = call(() -> List.copyOf(plugin.defaultSockets()), patienceMillis);
        } catch (TimeoutException | ExecutionException | InterruptedException e) {
            failures.failed(plugin.getClass(), "defaultSockets", reason(e), "only sockets that are named are used");
        }
        return new GuardedRuntime(plugin, failures, name, sockets);
    }

    private static <T> T call(Callable<T> question, long patienceMillis)
            throws TimeoutException, ExecutionException, InterruptedException {
        FutureTask<T> answer = new FutureTask<>(question);
        Thread asker = new Thread(null, answer, "tallyman-plugin", STACK);
        asker.setDaemon(true);
        asker.start();
        try {
            return answer.get(patienceMillis, TimeUnit.MILLISECONDS);
        } finally {
            answer.cancel(true);
        }
    }

    private static Throwable reason(Exception failure) {
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        return failure instanceof ExecutionException ? failure.getCause() : failure;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Path> defaultSockets() {
        return sockets;
    }

    /** @throws IllegalStateException the bundle cannot read this path, or has hung over something that it read */
    @Override
    public CgroupMatch match(String cgroupPath) {
        return read("match", "cgroups that it fails over are not its containers", () -> plugin.match(cgroupPath));
    }

    /** @throws IllegalStateException the bundle cannot read this command, or has hung over something that it read */
    @Override
    public ExecCommand exec(List<String> command) {
        return read("exec", "execs that it fails over have no id", () -> plugin.exec(command));
    }

    private synchronized <T> T read(String call, String consequence, Supplier<T> question) {
        if (readsNothing) {
            throw new IllegalStateException(name + " has hung and reads no more");
        }
        T answer = null;
        Throwable failure = null;
        reading.begin();
        try {
            answer = question.get();
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            failure = e;
        }
        try {
            reading.end();
        } catch (TimeoutException e) {
            readsNothing = true;
            failures.failed(plugin.getClass(), call + " (hangs)", e, "its containers are not recognised by their paths");
            throw new IllegalStateException(name + " hangs", e);
        }
        if (failure != null) {
            failures.failed(plugin.getClass(), call, failure, consequence);
            throw new IllegalStateException(name + " cannot answer " + call, failure);
        }
        return answer;
    }

    /** Ends the reading of a path or a command that takes longer than this. Another thread calls this often. */
    void expire(long longerThanNanos) {
        reading.expire(longerThanNanos);
    }

    @Override
    public RuntimeConnection connect(RuntimeContext context) throws IOException, InterruptedException {
        return plugin.connect(context);
    }
}
