package io.tallyman.shell.internal;

import io.tallyman.api.text.Suggestion;
import io.tallyman.engine.Engine;
import io.tallyman.engine.TraceException;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.TraceSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands that start and stop sessions. */
final class SessionCommands {
    private SessionCommands() {
    }

    @Command(name = "start", description = "Starts a trace in the background; outputs without a file go to the stdout "
            + "of the process that runs it.")
    static final class Start implements Callable<Integer> {
        @Mixin
        private TraceOptions options;

        @Option(names = "--name", paramLabel = "NAME", defaultValue = "", description = "Name of the session.")
        private String name;

        private final Services services;
        private final Console console;

        Start(Services services, Console console) {
            this.services = services;
            this.console = console;
        }

        @Override
        public Integer call() throws CommandException {
            try {
                TraceRequest request = TraceRequests.of(name, options, ProcessConsole.open().screen(), Map.of());
                if (!options.engine.quiet) {
                    RuntimeAnswers.unknown(request.sockets(), services.runtimes()).forEach(console::message);
                }
                TraceSession session = services.engine()
                        .start(Decoding.in(request, options.decode, services.printers()));
                if (options.duration != null) {
                    new SessionTimer(session, options.duration).start();
                }
                if (!options.engine.quiet) {
                    console.out().println("started " + session.name());
                }
                return Exit.OK;
            } catch (TraceException e) {
                throw new CommandException(Exit.of(e.kind()), e.getMessage());
            }
        }
    }

    @Command(name = "stop", description = "Stops a trace: writes the events that matched before, then prints what was "
            + "counted.")
    static final class Stop implements Callable<Integer> {
        @Parameters(paramLabel = "SESSION", completionCandidates = Candidates.Sessions.class,
                description = "Sessions to stop. Not needed if there is only one.")
        private List<String> names;

        @Option(names = "--all", description = "Stop all sessions.")
        private boolean all;

        @Option(names = "--json", description = "Print every counter of each session, as a line of JSON.")
        private boolean json;

        private final Services services;
        private final Console console;

        Stop(Services services, Console console) {
            this.services = services;
            this.console = console;
        }

        @Override
        public Integer call() throws CommandException {
            for (TraceSession session : chosen(services.engine())) {
                session.stop();
                print(session.name(), Summary.of(session, null));
            }
            return Exit.OK;
        }

        private void print(String name, Summary summary) {
            if (json) {
                console.out().println(summary.json());
            } else {
                summary.lines().forEach(line -> console.out().println(name + ": " + line));
            }
        }

        private List<TraceSession> chosen(Engine engine) throws CommandException {
            List<TraceSession> running = engine.sessions();
            List<String> known = running.stream().map(TraceSession::name).toList();
            if (running.isEmpty()) {
                throw new CommandException(Exit.FAILED, "nothing is traced");
            }
            if (all || names == null && running.size() == 1) {
                return running;
            }
            if (names == null) {
                throw new CommandException(Exit.USAGE, "which one? " + String.join(", ", known) + ", or --all");
            }
            List<TraceSession> chosen = new ArrayList<>();
            for (String name : names) {
                chosen.add(named(engine, name));
            }
            return chosen;
        }
    }

    /** @throws CommandException no session has that name */
    static TraceSession named(Engine engine, String name) throws CommandException {
        List<TraceSession> all = engine.sessions();
        List<String> known = all.stream().map(TraceSession::name).toList();
        return all.stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow(() -> new CommandException(
                Exit.USAGE, "no session is named '" + name + "'" + Suggestion.of(name, known) + "; there are: "
                        + (known.isEmpty() ? "none" : String.join(", ", known))));
    }
}
