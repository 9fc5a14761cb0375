package io.tallyman.shell.internal;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.event.Field;
import io.tallyman.api.filter.FilterField;
import io.tallyman.api.filter.Operator;
import io.tallyman.api.output.DestinationFactory;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.PrinterFactory;
import io.tallyman.api.text.Suggestion;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tallyman list}: lists the names that options take. */
@Command(name = "list", description = "Lists the names that options take: events, their fields, sets, filters, "
        + "printers, destinations.")
final class ListCommand implements Callable<Integer> {
    static final List<String> KINDS = List.of("events", "fields", "sets", "filters", "printers",
            "destinations");

    @Parameters(paramLabel = "KIND", arity = "1", completionCandidates = Candidates.Kinds.class,
            description = "events, fields, sets, filters, printers or destinations")
    private String kind;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    private final Services services;
    private final Started started;
    private final Console console;

    ListCommand(Services services, Started started, Console console) {
        this.services = services;
        this.started = started;
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
        if (kind.equals("events")) {
            return events();
        }
        if (kind.equals("fields")) {
            return fields();
        }
        if (kind.equals("sets")) {
            return sets();
        }
        started.await();
        return switch (kind) {
            case "filters" -> filters();
            case "printers" -> printers();
            default -> destinations();
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

    private Listing filters() throws CommandException {
        Listing listing = new Listing("field", "operators", "description");
        for (FilterField field : services.filters().fields()) {
            listing.add(field.name(), field.operators().stream().sorted()
                    .map(o -> o == Operator.IS_SET ? "(alone)" : o.symbol()).collect(Collectors.joining(" ")),
                    field.description());
        }
        return listing;
    }

    private Listing printers() {
        Listing listing = new Listing("printer", "keys");
        services.printers().stream().sorted(Comparator.comparing(PrinterFactory::name))
                .forEach(p -> listing.add(p.name(), keys(p.options())));
        return listing;
    }

    private Listing destinations() {
        Listing listing = new Listing("destination", "keys");
        services.destinations().stream().sorted(Comparator.comparing(DestinationFactory::name))
                .forEach(d -> listing.add(d.name(), keys(d.options())));
        return listing;
    }

    private static String keys(List<OptionSpec> options) {
        return options.stream().map(OptionSpec::name).collect(Collectors.joining(","));
    }
}
