package io.tallyman.shell.internal;

import io.tallyman.engine.Engine;
import io.tallyman.engine.TraceException;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.TraceSession;
import io.tallyman.launcher.Launch;
import java.time.Duration;

/** A trace in the foreground: starts it, waits for its end, tells what was counted. */
final class Trace {
    private static final Duration LOOK = Duration.ofMinutes(10);

    private final Services services;
    private final Launch launch;
    private final Console console;

    Trace(Services services, Launch launch, Console console) {
        this.services = services;
        this.launch = launch;
        this.console = console;
    }

    /**
     * @param doing what is said while it runs
     * @return the process's exit code
     */
    int run(TraceRequest request, TraceOptions options, String doing) throws CommandException, InterruptedException {
        Engine engine = services.engine();
        TraceSession session = start(engine, request, options.engine.verbose);
        launch.onStop(session::stop);
        launch.onHangup(engine::reopen);
        if (!options.engine.quiet) {
            boolean live = request.sourceOptions().input() == null;
            String runtimes = request.enrich() && live ? "; " + Runtimes.awaitAnswers(engine, request.sockets()) : "";
            console.message(doing + runtimes + (options.duration == null ? "; Ctrl-C stops" : ""));
        }
        try {
            await(session, options.duration);
        } finally {
            session.stop();
        }
        TraceException failure = session.failure();
        if (failure != null) {
            console.message(failure.getMessage());
        }
        if (!options.engine.quiet) {
            console.message(Summary.of(session.status(), session.engineAtEnd()));
        }
        return failure == null ? Exit.OK : Exit.of(failure.kind());
    }

    private TraceSession start(Engine engine, TraceRequest request, boolean verbose) throws CommandException {
        try {
            return engine.start(request);
        } catch (TraceException e) {
            if (verbose) {
                e.printStackTrace(console.err());
            }
            throw new CommandException(Exit.of(e.kind()), e.getMessage());
        }
    }

    private static void await(TraceSession session, Duration duration) throws InterruptedException {
        if (duration != null) {
            session.awaitEnd(duration);
            return;
        }
        while (!session.awaitEnd(LOOK)) {
            continue;
        }
    }
}
