package io.tallyman.shell.internal;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.event.Field;
import io.tallyman.api.text.Suggestion;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tallyman list}: lists the names that options take. */
@Command(name = "list", description = "Lists the names that options take: events, their fields, sets, filters, "
        + "printers, destinations.")
final class ListCommand implements Callable<Integer> {
    static final List<String> KINDS =
            Stream.concat(Stream.of("events", "fields", "sets"), PluginListings.KINDS.stream()).toList();

    @Parameters(paramLabel = "KIND", arity = "1", completionCandidates = Candidates.Kinds.class,
            description = "events, fields, sets, filters, printers or destinations")
    private String kind;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    private final PluginListings plugins;
    private final Console console;

    ListCommand(PluginListings plugins, Console console) {
        this.plugins = plugins;
        this.console = console;
    }

    @Override
    public Integer call() throws CommandException, InterruptedException {
        listing().print(console.out(), json);
        return Exit.OK;
    }

    private Listing listing() throws CommandException, InterruptedException {
        if (!KINDS.contains(kind)) {
            throw new CommandException(Exit.USAGE, "cannot list '" + kind + "'" + Suggestion.of(kind, KINDS)
                    + "; there are: " + String.join(", ", KINDS));
        }
        return switch (kind) {
            case "events" -> events();
            case "fields" -> fields();
            case "sets" -> sets();
            default -> plugins.of(kind);
        };
    }

    private static Listing fields() {
        Listing listing = new Listing("event", "field", "type", "unit", "names", "since", "description");
        for (EventType type : Catalogue.builtIn().all()) {
            type.fields().forEach(field -> listing.add(type.name(), field.name(), field.type(), field.unit(),
                    field.decoder(), type.since(), field.description()));
        }
        return listing;
    }

    private static Listing events() {
        Listing listing = new Listing("event", "description", "fields", "sets", "since");
        for (EventType type : Catalogue.builtIn().all()) {
            listing.add(type.name(), type.description(),
                    type.fields().stream().map(Field::name).collect(Collectors.joining(",")),
                    type.sets().stream().sorted().collect(Collectors.joining(",")), type.since());
        }
        return listing;
    }

    private static Listing sets() {
        Listing listing = new Listing("set", "events");
        for (String name : Catalogue.builtIn().setNames()) {
            listing.add(name, Catalogue.builtIn().set(name).stream().map(EventType::name)
                    .collect(Collectors.joining(",")));
        }
        return listing;
    }
}
