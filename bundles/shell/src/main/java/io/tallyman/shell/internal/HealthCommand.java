package io.tallyman.shell.internal;

import io.tallyman.engine.Engine;
import io.tallyman.engine.SessionStatus.OutputStatus;
import io.tallyman.engine.SessionStatus.State;
import io.tallyman.engine.TraceException;
import io.tallyman.engine.TraceSession;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code trace:health}: whether this process does what it was started for. {@code bin/tallyman health} asks for it over
 * the shell's socket, as a health check of a container does. A runtime that does not answer is no reason to start
 * Tallyman again, so such a runtime is not part of the answer.
 */
@Command(name = "health", description = "Says 'ok' while events are read; else says why they are not, and fails.")
final class HealthCommand implements Callable<Integer> {
    @Option(names = "--ready", description = HealthHelp.READY)
    private boolean ready;

    private final Services services;
    private final Console console;

    HealthCommand(Services services, Console console) {
        this.services = services;
        this.console = console;
    }

    @Override
    public Integer call() throws CommandException {
        Engine engine = services.engine();
        TraceException failure = engine.failure();
        if (failure != null) {
            throw new CommandException(Exit.FAILED, "the reader has ended: " + failure.getMessage());
        }
        String missing = ready ? missing(engine) : null;
        if (missing != null) {
            throw new CommandException(Exit.FAILED, missing);
        }
        console.out().println(engine.status() == null ? "ok, nothing is traced" : "ok");
        return Exit.OK;
    }

    /** What has still to come before all that was asked for is done, or null. */
    private static String missing(Engine engine) {
        if (engine.status() == null) {
            return "not ready: nothing is traced";
        }
        for (TraceSession session : engine.sessions()) {
            for (OutputStatus output : session.status().outputs()) {
                if (!isOpen(output)) {
                    return "not ready: output " + output.name() + " is " + output.state().name().toLowerCase(Locale.ROOT)
                            + (output.detail().isEmpty() ? "" : ": " + output.detail());
                }
            }
        }
        return null;
    }

    /** A destination that fails is tried again. It is open: starting Tallyman again would not help. */
    private static boolean isOpen(OutputStatus output) {
        return output.state() == State.RUNNING || output.state() == State.FAILING;
    }
}
