package io.tallyman.shell.internal;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says what {@code tallyman health} is. The program {@code bin/tallyman} answers the command without a Java runtime. */
@Command(name = "health", description = "Asks the running tallyman whether it reads events; for health checks of containers.")
final class HealthHelp implements Callable<Integer> {
    static final String READY = "Also fail while nothing is traced yet, or an output is not open.";

    @Option(names = "--ready", description = READY)
    private boolean ready;

    @Override
    public Integer call() {
        throw new IllegalStateException("bin/tallyman runs this command");
    }
}
