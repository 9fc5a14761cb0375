package io.tallyman.engine.internal.output;

import io.tallyman.api.container.Metadata;
import io.tallyman.api.output.Destination;
import io.tallyman.api.output.EventDestination;
import io.tallyman.api.output.Printer;
import io.tallyman.api.output.PrinterFactory;
import io.tallyman.engine.OutputRequest;
import io.tallyman.engine.OutputRequest.Screen;
import io.tallyman.engine.TraceException;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.internal.redaction.Redaction;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * The printer and the destination of one output. Any thread says which plug-ins are wanted when a bundle comes, goes or
 * is replaced. The output's thread makes, uses and closes the printer and the destination.
 */
public final class OutputPlugs {
    private static final long RETRY_NANOS = 1_000_000_000L;

    private final OutputRequest request;
    private final TraceRequest session;
    private final boolean containerFilter;
    private final boolean enrichment;
    private final boolean origins;

    private volatile PrinterPlug wantedPrinter;
    private volatile DestinationPlug wantedDestination;
    private volatile PrinterPlug usedPrinter;
    private volatile DestinationPlug usedDestination;
    private Metadata needs = Metadata.NAME;
    private Printer printer;
    private volatile Destination destination;
    private volatile String problem = "";
    private Redaction redaction;
    /** Null if the output has no spool. */
    private volatile OutputSpool spool;
    private long retryAt = Long.MIN_VALUE;

    public OutputPlugs(OutputRequest request, TraceRequest session, boolean containerFilter, boolean enrichment,
            boolean origins) {
        this.request = request;
        this.session = session;
        this.containerFilter = containerFilter;
        this.enrichment = enrichment;
        this.origins = origins;
    }

    /**
     * Makes both now, so that what is wrong is refused before anything starts.
     *
     * @throws TraceException it is refused, and nothing is open
     */
    public void open(PrinterPlug printerPlug, DestinationPlug destinationPlug) throws TraceException {
        OutputOptions.refuseUnknown(request, printerPlug.options(), destinationPlug.options());
        redaction = OutputOptions.redaction(request);
        OutputOptions.refuseUnclear(request);
        boolean opened = false;
        try {
            make(printerPlug);
            spool = OutputSpool.open(request, session.name());
            destination = open(destinationPlug);
            refuseUnfit();
            opened = true;
        } catch (IllegalArgumentException e) {
            throw new TraceException(TraceException.Kind.USAGE, "output " + request.name() + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new TraceException(TraceException.Kind.FAILED, "output " + request.name() + ": " + e.getMessage(), e);
        } finally {
            if (!opened) {
                closeSpool();
            }
        }
        wantedPrinter = printerPlug;
        usedPrinter = printerPlug;
        wantedDestination = destinationPlug;
        usedDestination = destinationPlug;
    }

    /** A message without text helps nobody. */
    private void refuseUnfit() {
        if (eventDestination() != null && !printer.writesEachEvent()) {
            quietly(destination::close);
            throw new IllegalArgumentException("printer '" + request.printer() + "' writes about many events at once, and '"
                    + request.destination() + "' takes each event by itself; choose another printer or destination");
        }
    }

    private Destination open(DestinationPlug plug) throws IOException, TraceException {
        Destination made = plug.open(OutputOptions.values(request, plug.options()));
        return spool == null ? made : spool.before(made);
    }

    /** From now on the destination gets blocks. Output's thread. */
    void begin() {
        if (spool != null && destination != null) {
            spool.start();
        }
    }

    /** The spool before the destination, or null if there is none. Any thread. */
    OutputSpool spool() {
        return spool;
    }

    private void make(PrinterPlug plug) throws TraceException, IOException {
        Screen screen = request.screen();
        PrinterPlug.Made made = plug.make(new Context(OutputOptions.values(request, plug.options()), session.events(),
                session.filters(), containerFilter, enrichment, origins,
                OutputOptions.isOn(request, OutputOptions.ANCESTORS), screen != null, screen == null ? 0 : screen.width(),
                screen != null && screen.colour()));
        printer = made.printer();
        needs = made.needs();
    }

    /** True where a full queue should hold the source back unless configured otherwise. */
    public boolean blocksByDefault() {
        return wantedDestination.blocksByDefault();
    }

    /** Hides secrets for the output's thread; null if nothing is to be hidden. */
    Redaction redaction() {
        return redaction;
    }

    /** The output, once opened, shows the hashes of programs. */
    boolean hashes() {
        return OutputOptions.isOn(request, OutputOptions.SHA256);
    }

    /** What its printer, once opened, shows of a container. */
    public Metadata needs() {
        return needs;
    }

    public OutputRequest request() {
        return request;
    }

    String name() {
        return request.name();
    }

    void wantPrinter(PrinterPlug plug) {
        wantedPrinter = plug;
    }

    void wantDestination(DestinationPlug plug) {
        wantedDestination = plug;
    }

    /** True where a plug-in is still held that its bundle may want back. Any thread. */
    boolean uses(Object plug) {
        return usedPrinter == plug || usedDestination == plug;
    }

    /** True where both are there. Any thread; a moment's view. */
    boolean isPlugged() {
        return usedPrinter != null && usedDestination != null;
    }

    Printer printer() {
        return printer;
    }

    Destination destination() {
        return destination;
    }

    /** The destination behind the spool, if there is one, if it takes each event by itself; or null. Output's thread. */
    EventDestination eventDestination() {
        Destination last = spool == null || destination == null ? destination : spool.target();
        return last instanceof EventDestination each ? each : null;
    }

    /**
     * Changes over to what is wanted. Output's thread.
     *
     * @param writeFirst writes what the old ones have made
     * @return true where events can be printed and written
     */
    boolean change(Runnable writeFirst) {
        if (wantedPrinter == usedPrinter && wantedDestination == usedDestination) {
            return isPlugged();
        }
        if (isPlugged()) {
            writeFirst.run();
        }
        if (retryAt != Long.MIN_VALUE && System.nanoTime() - retryAt < 0) {
            return false;
        }
        try {
            changePrinter(wantedPrinter);
            changeDestination(wantedDestination);
            retryAt = Long.MIN_VALUE;
            problem = "";
        } catch (Exception | LinkageError e) {
            retryAt = System.nanoTime() + RETRY_NANOS;
            tell(e.getMessage() == null ? e.toString() : e.getMessage());
        }
        return isPlugged();
    }

    private void tell(String why) {
        if (!why.equals(problem)) {
            problem = why;
            System.getLogger("io.tallyman.output").log(System.Logger.Level.WARNING,
                    "output {0}: {1}; trying again each second", request.name(), why);
        }
    }

    /** Why there is no printer or destination although their plug-ins are there, or empty. Any thread. */
    String problem() {
        return problem;
    }

    private void changePrinter(PrinterPlug wanted) throws TraceException, IOException {
        if (wanted != usedPrinter) {
            usedPrinter = null;
            printer = null;
            if (wanted != null) {
                make(wanted);
            }
            usedPrinter = wanted;
        }
    }

    private void changeDestination(DestinationPlug wanted) throws IOException, TraceException {
        if (wanted != usedDestination) {
            closeQuietly(true);
            destination = null;
            usedDestination = null;
            destination = wanted == null ? null : open(wanted);
            usedDestination = wanted;
            begin();
        }
    }

    /** Asks the destination to open its file or its connection anew. Any thread. */
    void reopen() {
        Destination open = destination;
        if (open != null) {
            try {
                open.reopen();
            } catch (Exception | LinkageError e) {
                say("opening anew: " + e);
            }
        }
    }

    /** Flushes and closes the destination. Output's thread. */
    public void close() {
        closeQuietly(true);
        closeSpool();
    }

    private void closeSpool() {
        if (spool != null) {
            spool.close();
        }
    }

    /** Closes the destination under a write that blocks. Any thread. */
    void abort() {
        closeQuietly(false);
    }

    private void closeQuietly(boolean flush) {
        Destination open = destination;
        if (open == null) {
            return;
        }
        if (flush) {
            quietly(open::flush);
        }
        quietly(open::close);
    }

    private interface Step {
        void run() throws IOException;
    }

    /** An error of the destination at its end is logged, and the next step is taken all the same. */
    private void quietly(Step step) {
        try {
            step.run();
        } catch (Exception | LinkageError e) {
            say("closing: " + (e.getMessage() == null ? e : e.getMessage()));
        }
    }

    private void say(String what) {
        System.getLogger("io.tallyman.output").log(System.Logger.Level.WARNING, "output {0}: {1}", request.name(),
                what);
    }

    private record Context(Map<String, String> options, List<String> events, List<String> filters,
            boolean containerFilter, boolean enrichment, boolean origins, boolean ancestors, boolean terminal, int width,
            boolean colour) implements PrinterFactory.Context {
    }
}
