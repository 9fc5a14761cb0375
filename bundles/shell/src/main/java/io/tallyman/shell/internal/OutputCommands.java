package io.tallyman.shell.internal;

import io.tallyman.api.text.Suggestion;
import io.tallyman.engine.Engine;
import io.tallyman.engine.SessionStatus.OutputStatus;
import io.tallyman.engine.SessionStatus.State;
import io.tallyman.engine.TraceException;
import java.io.IOException;
import java.util.Collections;
import java.util.Dictionary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.osgi.service.cm.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The commands that add, change and remove outputs. They use Config Admin, as a file in config/ does. */
abstract class OutputCommands implements Callable<Integer> {
    private static final String PRINTER = "printer";
    private static final String DESTINATION = "destination";

    @Parameters(index = "0", paramLabel = "OUTPUT", completionCandidates = Candidates.Outputs.class,
            description = "Name of the output.")
    String name;

    final Services services;
    final Console console;

    private OutputCommands(Services services, Console console) {
        this.services = services;
        this.console = console;
    }

    @Command(name = "add", description = "Adds an output, for example: trace:output add all printer=json destination=file "
            + "path=/var/log/all.json. Until tallyman ends; for good there are files in config/.")
    static final class Add extends OutputCommands {
        @Parameters(index = "1..*", arity = "1..*", paramLabel = "KEY=VALUE",
                completionCandidates = Candidates.Keys.class,
                description = "Keys of every output, of its printer and of its destination.")
        private List<String> keys;

        Add(Services services, Console console) {
            super(services, console);
        }

        @Override
        public Integer call() throws CommandException, IOException, InterruptedException {
            if (services.configurations().output(name) != null) {
                throw new CommandException(Exit.USAGE, "there is an output '" + name + "' already; trace:output change "
                        + name + " changes it");
            }
            Map<String, String> values = keys(keys);
            SecretKeys.refuse(services, values.get(PRINTER), values.get(DESTINATION), values);
            check(services.engine(), name, values);
            Configuration made = services.configurations().create(Engine.OUTPUT_PID, name);
            return update(made, Configurations.changed(made, values));
        }
    }

    @Command(name = "change", description = "Changes keys of an output: KEY= without a value removes the key.")
    static final class Change extends OutputCommands {
        @Parameters(index = "1..*", arity = "1..*", paramLabel = "KEY=VALUE",
                completionCandidates = Candidates.Keys.class, description = "A key and its new value.")
        private List<String> keys;

        Change(Services services, Console console) {
            super(services, console);
        }

        @Override
        public Integer call() throws CommandException, IOException, InterruptedException {
            return change(required(), keys(keys));
        }
    }

    @Command(name = "remove", description = "Removes an output, after it has written the events that matched before.")
    static final class Remove extends OutputCommands {
        Remove(Services services, Console console) {
            super(services, console);
        }

        @Override
        public Integer call() throws CommandException, IOException, InterruptedException {
            Configuration configuration = required();
            Configurations.remind(configuration, console);
            configuration.delete();
            new OutputWatch(services.engine(), name).awaitGone();
            console.out().println("removed " + name);
            return Exit.OK;
        }
    }

    /** Changes the configuration of an output, also for a command that changes the filter of the output's session. */
    Integer change(Configuration configuration, Map<String, String> changes)
            throws CommandException, IOException, InterruptedException {
        Dictionary<String, Object> before = configuration.getProperties();
        Dictionary<String, Object> next = Configurations.changed(configuration, changes);
        SecretKeys.refuse(services, next.get(PRINTER), next.get(DESTINATION), changes);
        if (next.equals(before)) {
            console.out().println(name + " is not changed");
            return Exit.OK;
        }
        check(services.engine(), name, Collections.list(next.keys()).stream()
                .collect(Collectors.toMap(k -> k, next::get)));
        Configurations.remind(configuration, console);
        return update(configuration, next);
    }

    Integer update(Configuration configuration, Dictionary<String, Object> next)
            throws CommandException, IOException, InterruptedException {
        OutputWatch watch = new OutputWatch(services.engine(), name);
        configuration.update(next);
        OutputStatus now = watch.awaitChange();
        boolean fine = now != null && now.detail().isEmpty() && now.state() != State.OFF;
        if (fine || now != null && now.state() == State.WAITING) {
            console.out().println(name + " " + now.state().name().toLowerCase(java.util.Locale.ROOT)
                    + (now.detail().isEmpty() ? "" : ": " + now.detail()));
            return Exit.OK;
        }
        String why = now == null ? "it does not start" : now.detail();
        throw new CommandException(Exit.FAILED, why.startsWith("output " + name) ? why : "output " + name + ": " + why);
    }

    Configuration required() throws CommandException {
        Configuration found = services.configurations().output(name);
        if (found == null) {
            List<String> known = services.configurations().outputs();
            throw new CommandException(Exit.USAGE, "no configured output is named '" + name + "'"
                    + Suggestion.of(name, known) + "; there are " + (known.isEmpty() ? "none" : String.join(", ", known)));
        }
        return found;
    }

    private static void check(Engine engine, String name, Map<String, ?> values) throws CommandException {
        try {
            engine.checkOutput(name, values);
        } catch (TraceException e) {
            throw new CommandException(Exit.of(e.kind()), e.getMessage());
        }
    }

    private static Map<String, String> keys(List<String> words) throws CommandException {
        Map<String, String> values = new LinkedHashMap<>();
        for (String word : words) {
            int sign = word.indexOf('=');
            if (sign < 1) {
                throw new CommandException(Exit.USAGE, "'" + word + "' is not KEY=VALUE");
            }
            values.put(word.substring(0, sign), word.substring(sign + 1));
        }
        return values;
    }

    /** The command that changes the configuration of this output. */
    static OutputCommands of(String name, Services services, Console console) {
        OutputCommands command = new Change(services, console);
        command.name = name;
        return command;
    }
}
