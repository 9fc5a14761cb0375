package io.tallyman.shell.internal;

import io.tallyman.api.check.Check;
import io.tallyman.api.check.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tallyman doctor}: says whether this machine can trace, and what to do if it cannot. */
@Command(name = "doctor", description = "Says whether this machine can trace, and what to do if it cannot.")
final class DoctorCommand implements Callable<Integer> {
    private static final long CHECK_SECONDS = 10;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(names = {"-v", "--verbose"}, description = "More messages on stderr.")
    private boolean verbose;

    private final Services services;
    private final Started started;
    private final Console console;

    DoctorCommand(Services services, Started started, Console console) {
        this.services = services;
        this.started = started;
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        started.await();
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok("java", System.getProperty("java.runtime.version") + " in "
                + System.getProperty("java.home")));
        if (!services.hasEngine()) {
            findings.add(Finding.failure("engine", "is not there", "is system/ complete? install tallyman again"));
        }
        findings.addAll(runAll(services.checks()));
        if (json) {
            Listing.printJson(console.out(), findings);
        } else {
            findings.forEach(this::print);
        }
        boolean failed = findings.stream().anyMatch(f -> f.level() == Finding.Level.FAILURE);
        return failed ? Exit.CANNOT_TRACE : Exit.OK;
    }

    /** Runs all checks side by side, because a check may wait for a daemon. */
    private static List<Finding> runAll(List<Check> checks) throws InterruptedException {
        ExecutorService pool = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "tallyman-check");
            thread.setDaemon(true);
            return thread;
        });
        List<Finding> findings = new ArrayList<>();
        List<Future<List<Finding>>> answers = checks.stream().map(c -> pool.submit(c::run)).toList();
        for (int i = 0; i < answers.size(); i++) {
            String name = checks.get(i).getClass().getSimpleName();
            try {
                findings.addAll(answers.get(i).get(CHECK_SECONDS, TimeUnit.SECONDS));
            } catch (ExecutionException e) {
                findings.add(Finding.failure(name, "the check itself failed: " + e.getCause(), "please report this"));
            } catch (TimeoutException e) {
                findings.add(Finding.warning(name, "no answer within " + CHECK_SECONDS + " s", "look at what it asks"));
            }
        }
        pool.shutdownNow();
        return findings;
    }

    private void print(Finding finding) {
        String sign = switch (finding.level()) {
            case OK -> "✓";
            case WARNING -> "!";
            case FAILURE -> "✗";
        };
        console.out().println(sign + " " + Listing.visible(finding.subject()) + ": " + Listing.visible(finding.text())
                + (finding.remedy().isEmpty() ? "" : "\n    → " + Listing.visible(finding.remedy())));
    }
}
