package io.tallyman.shell.internal;

import io.tallyman.engine.Engine;
import io.tallyman.engine.TraceException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code trace:health}: whether this process does what it was started for. {@code bin/tallyman health} asks for it over
 * the shell's socket, as a health check of a container does. A runtime that does not answer is no reason to start
 * Tallyman again, so such a runtime is not part of the answer.
 */
@Command(name = "health", description = "Says 'ok' while events are read; else says why they are not, and fails.")
final class HealthCommand implements Callable<Integer> {
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
        console.out().println(engine.status() == null ? "ok, nothing is traced" : "ok");
        return Exit.OK;
    }
}
