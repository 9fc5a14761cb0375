package io.tallyman.containers.internal;

import io.tallyman.api.check.Check;
import io.tallyman.api.check.Finding;
import io.tallyman.api.runtime.ContainerRuntime;
import io.tallyman.containers.Containers;
import io.tallyman.containers.MountedSocket;
import io.tallyman.containers.RuntimeStatus;
import io.tallyman.containers.internal.authority.FragmentLimits;
import io.tallyman.containers.internal.plugins.InstalledRuntimes;
import io.tallyman.containers.internal.plugins.PluginFailures;
import io.tallyman.containers.internal.authority.FragmentLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Checks the sockets of all runtimes: which exist, and which daemons answer. All are asked at once, as one may hang.
 */
@Component
public final class RuntimeCheck implements Check {
    private static final long PATIENCE = TimeUnit.SECONDS.toMillis(3);

    private final Containers containers;
    private final long patience;
    /** What these bundles fail at is reported where sessions use them. */
    private final InstalledRuntimes runtimes = new InstalledRuntimes(new PluginFailures(text -> { }), PATIENCE);

    @Activate
    public RuntimeCheck(@Reference Containers containers) {
        this(containers, PATIENCE);
    }

    RuntimeCheck(Containers containers, long patienceMillis) {
        this.containers = containers;
        this.patience = patienceMillis;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addRuntime(ContainerRuntime runtime) {
        runtimes.add(runtime);
    }

    void removeRuntime(ContainerRuntime runtime) {
        runtimes.remove(runtime);
    }

    @Override
    public List<Finding> run() {
        List<RuntimeStatus> all = containers.runtimes();
        if (all.isEmpty()) {
            return List.of(Finding.warning("runtimes", "no bundle for any container runtime is there",
                    "put a runtime bundle into plugins/"));
        }
        boolean some = all.stream().anyMatch(status -> status.state() != RuntimeStatus.State.ABSENT
                && status.state() != RuntimeStatus.State.NO_RUNTIME);
        List<Function<Long, Finding>> findings = all.stream()
                .filter(status -> status.state() != RuntimeStatus.State.ABSENT).map(this::look).toList();
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patience);
        List<Finding> found = findings.stream().map(finding -> finding.apply(until)).collect(Collectors.toList());
        found.addAll(absent(all, some));
        return found;
    }

    /** One line for each runtime that has no socket on this machine. */
    private static List<Finding> absent(List<RuntimeStatus> all, boolean some) {
        return all.stream().collect(Collectors.groupingBy(RuntimeStatus::runtime, java.util.TreeMap::new,
                Collectors.toList())).entrySet().stream()
                .filter(entry -> entry.getValue().stream().allMatch(s -> s.state() == RuntimeStatus.State.ABSENT))
                .map(entry -> {
                    String text = "no socket, looked at " + entry.getValue().stream()
                            .map(status -> status.socket().toString()).collect(Collectors.joining(", "));
                    return some ? Finding.ok(entry.getKey(), text) : Finding.warning(entry.getKey(), text,
                            "start it, or name its socket: --runtime " + entry.getKey() + ":/path");
                }).toList();
    }

    private Function<Long, Finding> look(RuntimeStatus status) {
        String subject = status.runtime() + " " + status.socket();
        Finding known = switch (status.state()) {
            case CONNECTED -> answer(subject, status, status.detail());
            case DUPLICATE -> Finding.ok(subject, status.detail());
            case NO_RUNTIME -> Finding.warning(subject, status.detail(),
                    "put a bundle for " + status.runtime() + " into plugins/");
            case FAILING -> failure(subject, status, status.detail());
            case ABSENT, IDLE, CONNECTING -> null;
        };
        return known != null ? until -> known : ask(subject, status);
    }

    private static Finding answer(String subject, RuntimeStatus status, String version) {
        String text = "answers: " + version;
        return !MountedSocket.is(status.socket()) ? Finding.ok(subject, text) : Finding.warning(subject, text + "; "
                + MountedSocket.cost(status), MountedSocket.remedy(status));
    }

    /** Connects on a thread of its own. The result is waited for by the function that is returned. */
    private Function<Long, Finding> ask(String subject, RuntimeStatus status) {
        FutureTask<String> version = new FutureTask<>(() -> version(status));
        Thread asker = new Thread(null, version, "tallyman-check-" + status.runtime());
        asker.setDaemon(true);
        asker.start();
        return until -> {
            try {
                String text = version.get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
                return answer(subject, status, text);
            } catch (TimeoutException e) {
                version.cancel(true);
                return failure(subject, status, "there, but no answer within " + patience + " ms");
            } catch (ExecutionException e) {
                return failure(subject, status, "there, but: " + FragmentLimits.reason(e.getCause()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return failure(subject, status, "interrupted");
            }
        };
    }

    private String version(RuntimeStatus status) throws Exception {
        ContainerRuntime runtime = runtimes.all().stream().filter(r -> r.name().equals(status.runtime())).findFirst()
                .orElseThrow(() -> new IllegalStateException("its bundle has just gone"));
        try (var connection = runtime.connect(new Context(status.socket(), patience))) {
            return FragmentLimits.cut(connection.version(), 200);
        }
    }

    private static Finding failure(String subject, RuntimeStatus status, String text) {
        return Finding.failure(subject, text, "is the daemon running? systemctl status " + status.runtime()
                + "; may this user open " + status.socket() + "?");
    }

    private record Context(Path socket, long callTimeoutMillis) implements ContainerRuntime.RuntimeContext {
    }
}
