package io.tallyman.engine.internal.output;

import io.tallyman.api.output.DestinationFactory;
import io.tallyman.api.output.PrinterFactory;
import io.tallyman.api.text.Suggestion;
import io.tallyman.engine.TraceException;
import java.io.IOException;
import java.time.Duration;
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
    private final PluginCalls calls;
    private final List<PrinterPlug> printers = new CopyOnWriteArrayList<>();
    private final List<DestinationPlug> destinations = new CopyOnWriteArrayList<>();
    private final List<Output> outputs = new CopyOnWriteArrayList<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** Published with no plug-in at all: each one that comes is added while running. */
    @Activate
    public Plugins() {
        this(PluginCalls.LIMIT);
    }

    /** @param limit how long a plug-in may take over a call that others wait for */
    public Plugins(Duration limit) {
        calls = new PluginCalls(limit);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    public void addPrinter(PrinterFactory factory) {
        try {
            printers.add(new PrinterPlug(factory, calls));
        } catch (IOException | RuntimeException e) {
            refuse(e);
            return;
        }
        outputs.forEach(this::tellPrinter);
        listeners.forEach(Runnable::run);
    }

    public void removePrinter(PrinterFactory factory) {
        for (PrinterPlug plug : printers) {
            if (plug.is(factory)) {
                printers.remove(plug);
                outputs.forEach(this::tellPrinter);
                outputs.forEach(o -> o.awaitRelease(plug));
            }
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    public void addDestination(DestinationFactory factory) {
        try {
            destinations.add(new DestinationPlug(factory, calls));
        } catch (IOException | RuntimeException e) {
            refuse(e);
            return;
        }
        outputs.forEach(this::tellDestination);
        listeners.forEach(Runnable::run);
    }

    public void removeDestination(DestinationFactory factory) {
        for (DestinationPlug plug : destinations) {
            if (plug.is(factory)) {
                destinations.remove(plug);
                outputs.forEach(this::tellDestination);
                outputs.forEach(o -> o.awaitRelease(plug));
            }
        }
    }

    private static void refuse(Exception why) {
        System.getLogger("io.tallyman.output").log(System.Logger.Level.WARNING, "a plug-in is not used: {0}",
                why.getMessage() == null ? why.toString() : why.getMessage());
    }

    private void tellPrinter(Output output) {
        output.printer(printer(output.request().printer()));
    }

    private void tellDestination(Output output) {
        output.destination(destination(output.request().destination()));
    }

    /** Tells, on any thread, that a printer or destination has come. */
    public void onAdded(Runnable listener) {
        listeners.add(listener);
    }

    /** How often a plug-in has failed, or has not returned in time. */
    public long failures() {
        return calls.failures();
    }

    public List<PrinterPlug> printers() {
        return List.copyOf(printers);
    }

    public List<DestinationPlug> destinations() {
        return List.copyOf(destinations);
    }

    /** From now on this output hears of its printer and destination. */
    public void follow(Output output) {
        outputs.removeIf(Output::hasEnded);
        outputs.add(output);
        tellPrinter(output);
        tellDestination(output);
    }

    public void forget(Output output) {
        outputs.remove(output);
    }

    /** The printer with this name that came first, or null. */
    public PrinterPlug printer(String name) {
        return printers.stream().filter(p -> p.name().equals(name)).findFirst().orElse(null);
    }

    /** The destination with this name that came first, or null. */
    public DestinationPlug destination(String name) {
        return destinations.stream().filter(d -> d.name().equals(name)).findFirst().orElse(null);
    }

    /** @throws TraceException there is no such printer; the message names those that are there */
    public PrinterPlug requirePrinter(String name) throws TraceException {
        return require("printer", name, printer(name), printers.stream().map(PrinterPlug::name).toList());
    }

    /** @throws TraceException there is no such destination; the message names those that are there */
    public DestinationPlug requireDestination(String name) throws TraceException {
        return require("destination", name, destination(name),
                destinations.stream().map(DestinationPlug::name).toList());
    }

    private static <T> T require(String kind, String name, T found, Collection<String> known) throws TraceException {
        if (found == null) {
            throw new TraceException(TraceException.Kind.USAGE, "unknown " + kind + " '" + name + "'"
                    + Suggestion.of(name, known) + "; there are " + String.join(", ", known), null);
        }
        return found;
    }
}
