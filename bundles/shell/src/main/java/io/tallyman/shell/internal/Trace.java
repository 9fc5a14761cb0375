package io.tallyman.shell.internal;

import io.tallyman.engine.Engine;
import io.tallyman.engine.TraceException;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.TraceSession;
import io.tallyman.launcher.Launch;
import java.time.Duration;

/** Runs a trace in the foreground: starts it, waits for its end, and writes what was counted. */
final class Trace {
    private static final Duration LOOK = Duration.ofMinutes(10);
    /** While a runtime has been said to give no answer. */
    private static final Duration LOOK_AT_RUNTIMES = Duration.ofSeconds(1);

    private final Services services;
    private final Launch launch;
    private final Console console;

    Trace(Services services, Launch launch, Console console) {
        this.services = services;
        this.launch = launch;
        this.console = console;
    }

    /**
     * @param summary how to write the counts at the end
     * @param doing   what to say while the trace runs
     * @return the process's exit code
     */
    int run(TraceRequest request, TraceOptions options, SummaryOption summary, String doing)
            throws CommandException, InterruptedException {
        TraceSession session = start(request, options);
        Engine engine = services.engine();
        launch.onStop(session::stop);
        launch.onHangup(engine::reopen);
        new RestOfStart(session, launch).begin();
        long began = System.nanoTime();
        RuntimeAnswers answers = new RuntimeAnswers(engine);
        try {
            if (!options.engine.quiet) {
                say(answers, session, request, options.duration, doing);
            }
            await(session, answers, options.duration == null ? null
                    : options.duration.minusNanos(System.nanoTime() - began));
        } finally {
            session.stop();
        }
        TraceException failure = session.failure();
        if (failure != null) {
            console.message(failure.getMessage());
        }
        summary.write(Summary.of(session, Duration.ofNanos(System.nanoTime() - began)), options.engine.quiet, console);
        return failure == null ? Exit.OK : Exit.of(failure.kind());
    }

    /** What is named and not there yet may be among what was put off. */
    private void awaitNamed(TraceRequest request) throws InterruptedException {
        if (!services.engineKnows(request)) {
            launch.awaitStarted();
        }
    }

    /** Says at once that the trace runs. A runtime that hangs only delays the message about runtimes. */
    private void say(RuntimeAnswers answers, TraceSession session, TraceRequest request, Duration duration, String doing)
            throws InterruptedException {
        console.message(doing + (duration == null ? "; Ctrl-C stops" : ""));
        if (request.enrich() && request.sourceOptions().input() == null) {
            console.message(answers.awaitAnswers(session, request.sockets(), duration));
            answers.warnings().forEach(console::message);
        }
    }

    /** The source is opened while the bundles start that the request names. */
    private TraceSession start(TraceRequest request, TraceOptions options) throws CommandException, InterruptedException {
        Engine.Ahead ahead = services.openAhead(request);
        try {
            launch.awaitNeeded();
            awaitNamed(request);
            Engine engine = services.engine();
            if (!options.engine.quiet) {
                RuntimeAnswers.unknown(request.sockets(), services.runtimes()).forEach(console::message);
            }
            return start(engine, Decoding.in(request, options.decode, services.printers()), options.engine.verbose);
        } finally {
            ahead.close();
        }
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

    private void await(TraceSession session, RuntimeAnswers answers, Duration duration) throws InterruptedException {
        long began = System.nanoTime();
        Duration left = duration;
        while (left == null || left.compareTo(Duration.ZERO) > 0) {
            Duration look = answers.isAnswerOwed() ? LOOK_AT_RUNTIMES : LOOK;
            if (session.awaitEnd(left == null || look.compareTo(left) < 0 ? look : left)) {
                return;
            }
            String later = answers.isAnswerOwed() ? answers.later() : "";
            if (!later.isEmpty()) {
                console.message(later);
            }
            left = duration == null ? null : duration.minusNanos(System.nanoTime() - began);
        }
    }
}
