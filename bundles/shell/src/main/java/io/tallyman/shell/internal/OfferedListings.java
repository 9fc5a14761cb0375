package io.tallyman.shell.internal;

import io.tallyman.api.filter.FilterField;
import io.tallyman.api.filter.Operator;
import io.tallyman.api.output.DestinationFactory;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.PrinterFactory;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Asks the plug-ins that run, once all bundles have been started. */
final class OfferedListings implements PluginListings {
    private final Services services;
    private final Started started;

    OfferedListings(Services services, Started started) {
        this.services = services;
        this.started = started;
    }

    @Override
    public Listing of(String kind) throws CommandException, InterruptedException {
        started.await();
        return switch (kind) {
            case "filters" -> filters();
            case "printers" -> printers();
            default -> destinations();
        };
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
