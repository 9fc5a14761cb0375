package io.tallyman.shell.internal;

import io.tallyman.engine.Engine;
import io.tallyman.engine.SessionStatus.OutputStatus;
import io.tallyman.engine.SessionStatus.State;
import io.tallyman.engine.TraceSession;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Waits until each configured output runs, or says why it does not. Config Admin passes them on by a thread of its own.
 */
final class ConfiguredStart {
    private static final long LOOK_MILLIS = 10;

    private final Engine engine;
    private final Configurations configurations;

    ConfiguredStart(Engine engine, Configurations configurations) {
        this.engine = engine;
        this.configurations = configurations;
    }

    /** @return false where the stop came first */
    boolean await(CountDownLatch stop) throws CommandException, InterruptedException {
        while (!isDone()) {
            if (stop.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                return false;
            }
        }
        return stop.getCount() > 0;
    }

    private boolean isDone() throws CommandException {
        Map<String, TraceSession> there = engine.sessions().stream()
                .collect(Collectors.toMap(TraceSession::name, Function.identity(), (first, second) -> first));
        return configurations.outputs().stream()
                .allMatch(name -> there.containsKey(name) && isSettled(there.get(name)));
    }

    private static boolean isSettled(TraceSession session) {
        List<OutputStatus> outputs = session.status().outputs();
        return !outputs.isEmpty() && outputs.stream().allMatch(output -> output.state() == State.RUNNING
                || !output.detail().isEmpty() && !output.detail().equals(OutputStatus.STARTING));
    }

    /** For people: {@code systemctl status} shows this line. */
    String describe() throws CommandException {
        List<String> names = configurations.outputs();
        long running = engine.sessions().stream().filter(session -> names.contains(session.name())
                && session.status().outputs().stream().allMatch(output -> output.state() == State.RUNNING)).count();
        return names.isEmpty() ? "no output is configured" : running + " of " + Figures.number(names.size(), "output")
                + (running == 1 ? " runs" : " run");
    }
}
