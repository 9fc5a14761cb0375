package io.tallyman.shell.internal;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The commands of the shell, by their names in scope {@code trace}. */
final class ShellCommands {
    static final String SCOPE = "trace:";

    private interface Maker extends BiFunction<Services, Console, Object> {
    }

    private static final Map<String, Maker> SINGLE = new TreeMap<>(Map.ofEntries(
            Map.entry("start", SessionCommands.Start::new),
            Map.entry("change", ChangeCommands.Change::new),
            Map.entry("stop", SessionCommands.Stop::new),
            Map.entry("status", StatusCommand::new),
            Map.entry("health", HealthCommand::new),
            Map.entry("sessions", ListingCommands.Sessions::new),
            Map.entry("outputs", ListingCommands.Outputs::new),
            Map.entry("filters", ListingCommands.Filters::new),
            Map.entry("runtimes", ListingCommands.Runtimes::new),
            Map.entry("containers", ListingCommands.Containers::new),
            Map.entry("plugins", ListingCommands.Plugins::new),
            // the name is not "list", because Gogo has a command of that name, which comes first if no scope is given
            Map.entry("show", (services, console) -> new ListCommand(new OfferedListings(services, () -> { }), console)),
            Map.entry("doctor", (services, console) -> new DoctorCommand(services, () -> { }, console))));

    private static final Map<String, Map<String, Maker>> GROUPS = new TreeMap<>(Map.of(
            "output", Map.of("add", OutputCommands.Add::new, "change", OutputCommands.Change::new,
                    "remove", OutputCommands.Remove::new),
            "filter", Map.of("add", ChangeCommands.AddFilter::new, "change", ChangeCommands.SetFilter::new,
                    "remove", ChangeCommands.RemoveFilter::new),
            "runtime", Map.of("add", RuntimeCommands.Add::new, "change", RuntimeCommands.Change::new,
                    "remove", RuntimeCommands.Remove::new)));

    private ShellCommands() {
    }

    static Set<String> names() {
        Set<String> names = new java.util.TreeSet<>(SINGLE.keySet());
        names.addAll(GROUPS.keySet());
        return names;
    }

    /** The command with this name, or null. It can be run once. */
    static CommandLine make(String name, Services services, Console console) {
        Maker single = SINGLE.get(name);
        if (single != null) {
            return Commands.prepared(new CommandLine(single.apply(services, console), Candidates.factory(services)),
                    SCOPE + name, console);
        }
        Map<String, Maker> members = GROUPS.get(name);
        if (members == null) {
            return null;
        }
        CommandLine group = new CommandLine(CommandSpec.create(), Candidates.factory(services));
        group.getCommandSpec().usageMessage().description("Adds, changes and removes "
                + (name.equals("runtime") ? "runtimes' sockets." : name + "s."));
        new TreeMap<>(members).forEach((word, maker) -> group.addSubcommand(word, maker.apply(services, console)));
        return Commands.prepared(group, SCOPE + name, console);
    }
}
