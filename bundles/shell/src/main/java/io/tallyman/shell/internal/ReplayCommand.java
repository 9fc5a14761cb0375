package io.tallyman.shell.internal;

import io.tallyman.api.source.EventSource;
import io.tallyman.api.source.SourceException;
import io.tallyman.engine.TraceRequest;
import io.tallyman.launcher.Launch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tallyman replay}: shows recorded events as a trace. */
@Command(name = "replay", description = "Shows what 'tallyman trace -o capture:FILE' has recorded. Needs neither root nor "
        + "a runtime. Without -e and -s all recorded events are shown.")
final class ReplayCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The capture; samples/quay.cap comes with tallyman.")
    private Path capture;

    @Mixin
    private TraceOptions options;

    @Mixin
    private SummaryOption summary;

    private final Services services;
    private final Launch launch;
    private final Console console;

    ReplayCommand(Services services, Launch launch, Console console) {
        this.services = services;
        this.launch = launch;
        this.console = console;
    }

    /** A name such as samples/quay.cap is looked up in the product if the working directory has no such file. */
    private Path file() {
        Path sample = launch.home().resolve(capture);
        return Files.exists(capture) || !Files.exists(sample) ? capture : sample;
    }

    @Override
    public Integer call() throws CommandException, InterruptedException {
        TraceRequest request = TraceRequests.replay(file(), options, console.screen(), System.getenv());
        launch.awaitNeeded();
        return new Trace(services, launch, console).run(request, options, summary,
                "replaying " + capture + recordedOn(request));
    }

    /** Where the capture was recorded, behind a comma, if the capture tells. What is wrong with it, the trace says. */
    private String recordedOn(TraceRequest request) {
        for (EventSource source : services.sources()) {
            try {
                String origin = source.name().equals(request.source()) ? source.origin(request.sourceOptions()) : "";
                if (!origin.isEmpty()) {
                    return ", recorded on " + origin;
                }
            } catch (SourceException e) {
                return "";
            }
        }
        return "";
    }
}
