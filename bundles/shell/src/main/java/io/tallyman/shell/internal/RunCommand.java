package io.tallyman.shell.internal;

import io.tallyman.engine.Engine;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.TraceSession;
import io.tallyman.launcher.Launch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tallyman run}: runs the configured outputs, and the traces that the shell starts. */
@Command(name = "run", description = "Starts the engine without a trace: configured by config/, served by the shell.")
final class RunCommand implements Callable<Integer> {
    @Mixin
    private EngineOptions options;

    @Mixin
    private SummaryOption summary;

    private final Services services;
    private final Launch launch;
    private final Console console;

    RunCommand(Services services, Launch launch, Console console) {
        this.services = services;
        this.launch = launch;
        this.console = console;
    }

    @Override
    public Integer call() throws CommandException, InterruptedException {
        TraceRequest defaults = TraceRequests.defaults(options, System.getenv());
        CountDownLatch asked = new CountDownLatch(1);
        ServiceManager manager = new ServiceManager(System.getenv());
        launch.onStop(() -> {
            manager.stopping();
            asked.countDown();
        });
        launch.awaitStarted();
        Engine engine = services.engine();
        long began = System.nanoTime();
        engine.serve(defaults);
        launch.onHangup(engine::reopen);
        if (!options.quiet) {
            RuntimeAnswers.unknown(defaults.sockets(), services.runtimes()).forEach(console::message);
            console.message("running; 'tallyman shell trace:start' starts a trace, Ctrl-C ends");
        }
        if (manager.isThere()) {
            ConfiguredStart start = new ConfiguredStart(engine, services.configurations());
            if (start.await(asked)) {
                manager.ready(engine, start.describe());
            }
        }
        asked.await();
        // sessions end before the framework stops, because the framework stops bundles that sessions still need
        List<TraceSession> ended = engine.shutDown();
        summary.write(Summary.of(ended, Duration.ofNanos(System.nanoTime() - began)), options.quiet, console);
        return Exit.OK;
    }
}
