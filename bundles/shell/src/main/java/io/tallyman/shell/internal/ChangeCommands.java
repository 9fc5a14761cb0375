package io.tallyman.shell.internal;

import io.tallyman.engine.Engine;
import io.tallyman.engine.TraceException;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.TraceSession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.osgi.service.cm.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The commands that change which events a running session shows. The outputs go on meanwhile. Each event is judged by
 * the former events and filters, or by the new ones.
 */
abstract class ChangeCommands implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "SESSION", completionCandidates = Candidates.Sessions.class,
            description = "Name of the session.")
    String name;

    final Services services;
    final Console console;

    private ChangeCommands(Services services, Console console) {
        this.services = services;
        this.console = console;
    }

    @Command(name = "change", description = "Changes events and filters of a running trace.")
    static final class Change extends ChangeCommands {
        @Option(names = {"-e", "--events"}, preprocessor = EventWords.class, paramLabel = "NAME[,NAME]",
                completionCandidates = Candidates.Events.class,
                description = "The events from now on, as for 'trace -e'.")
        private List<String> events = new ArrayList<>();

        @Option(names = {"-s", "--scope", "-f", "--filter"}, paramLabel = "EXPRESSION",
                completionCandidates = Candidates.Fields.class,
                description = "The filter from now on; -s '' removes the filter.")
        private List<String> filters;

        Change(Services services, Console console) {
            super(services, console);
        }

        @Override
        public Integer call() throws CommandException, IOException, InterruptedException {
            if (events.isEmpty() && filters == null) {
                throw new CommandException(Exit.USAGE, "nothing to change; say -e or -s");
            }
            TraceRequest now = session().request();
            return change(events.isEmpty() ? now.events() : events, filters == null ? now.filters() : words(filters));
        }
    }

    @Command(name = "add", description = "Adds expressions to a session's filter.")
    static final class AddFilter extends ChangeCommands {
        @Parameters(index = "1..*", arity = "1..*", paramLabel = "EXPRESSION",
                completionCandidates = Candidates.Fields.class, description = "An expression as for --scope.")
        private List<String> filters;

        AddFilter(Services services, Console console) {
            super(services, console);
        }

        @Override
        public Integer call() throws CommandException, IOException, InterruptedException {
            TraceRequest now = session().request();
            List<String> more = new ArrayList<>(now.filters());
            more.addAll(words(filters));
            return change(now.events(), more);
        }
    }

    @Command(name = "change", description = "Replaces the filter of a session.")
    static final class SetFilter extends ChangeCommands {
        @Parameters(index = "1..*", arity = "1..*", paramLabel = "EXPRESSION",
                completionCandidates = Candidates.Fields.class, description = "An expression as for --scope.")
        private List<String> filters;

        SetFilter(Services services, Console console) {
            super(services, console);
        }

        @Override
        public Integer call() throws CommandException, IOException, InterruptedException {
            return change(session().request().events(), words(filters));
        }
    }

    @Command(name = "remove", description = "Removes expressions from a session's filter; without an expression, all.")
    static final class RemoveFilter extends ChangeCommands {
        @Parameters(index = "1..*", arity = "0..*", paramLabel = "EXPRESSION",
                description = "An expression as trace:filters shows it.")
        private List<String> filters;

        RemoveFilter(Services services, Console console) {
            super(services, console);
        }

        @Override
        public Integer call() throws CommandException, IOException, InterruptedException {
            TraceRequest now = session().request();
            List<String> left = new ArrayList<>(filters == null ? List.of() : now.filters());
            for (String filter : filters == null ? List.<String>of() : filters) {
                if (!left.remove(filter.strip())) {
                    throw new CommandException(Exit.USAGE, "session " + name + " has no filter '" + filter + "'; it has "
                            + (now.filters().isEmpty() ? "none" : String.join(", ", now.filters())));
                }
            }
            return change(now.events(), left);
        }
    }

    private static List<String> words(List<String> values) {
        return values.stream().map(String::strip).filter(w -> !w.isEmpty()).toList();
    }

    TraceSession session() throws CommandException {
        return SessionCommands.named(services.engine(), name);
    }

    /**
     * Changes a session. The session of a configured output is changed in its configuration, because the next edit of
     * the configuration would undo any other change.
     */
    Integer change(List<String> events, List<String> filters)
            throws CommandException, IOException, InterruptedException {
        Configuration configuration = services.hasConfigurations() ? services.configurations().output(name) : null;
        if (configuration != null) {
            Map<String, String> changes = new LinkedHashMap<>();
            changes.put("events", String.join(",", events));
            changes.put("scope", String.join("\n", filters));
            return OutputCommands.of(name, services, console).change(configuration, changes);
        }
        change(services.engine(), session(), events, filters);
        console.out().println("changed " + name);
        return Exit.OK;
    }

    private static void change(Engine engine, TraceSession session, List<String> events, List<String> filters)
            throws CommandException {
        try {
            engine.change(session, session.request().wanting(events, filters));
        } catch (TraceException e) {
            throw new CommandException(Exit.of(e.kind()), e.getMessage());
        }
    }
}
