package io.tallyman.shell.internal;

import io.tallyman.engine.TraceRequest;
import io.tallyman.launcher.Launch;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tallyman trace}, and {@code tallyman} without a command. */
@Command(name = "trace", description = "Traces kernel events and says which container each came from.")
final class TraceCommand implements Callable<Integer> {
    @Mixin
    private TraceOptions options;

    @Mixin
    private SummaryOption summary;

    private final Services services;
    private final Launch launch;
    private final Console console;

    TraceCommand(Services services, Launch launch, Console console) {
        this.services = services;
        this.launch = launch;
        this.console = console;
    }

    @Override
    public Integer call() throws CommandException, InterruptedException {
        TraceRequest request = TraceRequests.of("", options, console.screen(), System.getenv());
        return new Trace(services, launch, console).run(request, options, summary, "tracing");
    }
}
