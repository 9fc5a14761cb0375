package io.tallyman.shell.internal;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Says what {@code tallyman health} is. The program {@code bin/tallyman} answers the command without a Java runtime. */
@Command(name = "health", description = "Asks the running tallyman whether it reads events; for health checks of containers.")
final class HealthHelp implements Callable<Integer> {
    @Override
    public Integer call() {
        throw new IllegalStateException("bin/tallyman runs this command");
    }
}
