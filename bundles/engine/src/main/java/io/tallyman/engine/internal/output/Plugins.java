package io.tallyman.engine.internal.output;

import io.tallyman.api.output.DestinationFactory;
import io.tallyman.api.output.PrinterFactory;
import io.tallyman.api.text.Suggestion;
import io.tallyman.engine.TraceException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The printers and destinations that are there now. Bundles come and go; running outputs are told. Thread-safe. */
@Component(service = Plugins.class)
public final class Plugins {
    private final List<PrinterFactory> printers = new CopyOnWriteArrayList<>();
    private final List<DestinationFactory> destinations = new CopyOnWriteArrayList<>();
    private final List<Output> outputs = new CopyOnWriteArrayList<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    @Activate
    public Plugins() {
        // published with no plug-in at all: each one that comes is added while running
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    public void addPrinter(PrinterFactory factory) {
        printers.add(factory);
        outputs.forEach(o -> o.printer(printer(o.request().printer())));
        listeners.forEach(Runnable::run);
    }

    public void removePrinter(PrinterFactory factory) {
        printers.remove(factory);
        outputs.forEach(o -> o.printer(printer(o.request().printer())));
        outputs.forEach(o -> o.awaitRelease(factory));
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    public void addDestination(DestinationFactory factory) {
        destinations.add(factory);
        outputs.forEach(o -> o.destination(destination(o.request().destination())));
        listeners.forEach(Runnable::run);
    }

    public void removeDestination(DestinationFactory factory) {
        destinations.remove(factory);
        outputs.forEach(o -> o.destination(destination(o.request().destination())));
        outputs.forEach(o -> o.awaitRelease(factory));
    }

    /** Tells, on any thread, that a printer or destination has come. */
    public void onAdded(Runnable listener) {
        listeners.add(listener);
    }

    public List<PrinterFactory> printers() {
        return List.copyOf(printers);
    }

    public List<DestinationFactory> destinations() {
        return List.copyOf(destinations);
    }

    /** From now on this output hears of its printer and destination. */
    public void follow(Output output) {
        outputs.removeIf(Output::hasEnded);
        outputs.add(output);
        output.printer(printer(output.request().printer()));
        output.destination(destination(output.request().destination()));
    }

    public void forget(Output output) {
        outputs.remove(output);
    }

    /** The printer with this name that came first, or null. */
    public PrinterFactory printer(String name) {
        return printers.stream().filter(p -> p.name().equals(name)).findFirst().orElse(null);
    }

    /** The destination with this name that came first, or null. */
    public DestinationFactory destination(String name) {
        return destinations.stream().filter(d -> d.name().equals(name)).findFirst().orElse(null);
    }

    public PrinterFactory requirePrinter(String name) throws TraceException {
        return require("printer", name, printer(name), printers.stream().map(PrinterFactory::name).toList());
    }

    public DestinationFactory requireDestination(String name) throws TraceException {
        return require("destination", name, destination(name),
                destinations.stream().map(DestinationFactory::name).toList());
    }

    private static <T> T require(String kind, String name, T found, Collection<String> known) throws TraceException {
        if (found == null) {
            throw new TraceException(TraceException.Kind.USAGE, "unknown " + kind + " '" + name + "'"
                    + Suggestion.of(name, known) + "; there are " + String.join(", ", known), null);
        }
        return found;
    }
}
