package io.tallyman.engine.internal.session;

import io.tallyman.api.filter.EventFilter;
import io.tallyman.api.filter.FilterCompiler;
import io.tallyman.api.filter.FilterException;
import io.tallyman.api.source.EventSource;
import io.tallyman.api.source.SourceDefaults;
import io.tallyman.api.source.SourceException;
import io.tallyman.api.text.Suggestion;
import io.tallyman.engine.OutputRequest;
import io.tallyman.engine.TraceException.Kind;
import io.tallyman.engine.TraceException;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.internal.output.OutputOptions;
import io.tallyman.engine.internal.output.OutputPlugs;
import io.tallyman.engine.internal.output.Plugins;
import io.tallyman.engine.internal.output.PrinterPlug;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Checks a request and prepares what is needed to run it, or says why it cannot be run. Any thread. */
public final class Planner {
    private final Plugins plugins;
    private final List<Named> sources = new CopyOnWriteArrayList<>();
    private volatile FilterCompiler compiler;

    /** A session's plan, and its outputs' printers and destinations, which are open. */
    public record Prepared(Plan plan, List<OutputPlugs> plugs) {
    }

    /** A source and what it said its name is, which is asked once. */
    private record Named(String name, EventSource source) {
    }

    public Planner(Plugins plugins) {
        this.plugins = plugins;
    }

    /** A source that does not say its name is not used. */
    public void add(EventSource source) {
        try {
            sources.add(new Named(source.name(), source));
        } catch (RuntimeException | LinkageError e) {
            System.getLogger("io.tallyman.engine").log(System.Logger.Level.WARNING,
                    "event source {0} is not used: it does not say its name: {1}", source.getClass().getName(), e);
        }
    }

    public void remove(EventSource source) {
        sources.removeIf(named -> named.source() == source);
    }

    public void use(FilterCompiler added) {
        compiler = added;
    }

    /** @return false where another one is in use by now */
    public boolean stopUsing(FilterCompiler removed) {
        boolean used = compiler == removed;
        compiler = used ? null : compiler;
        return used;
    }

    public Prepared prepare(TraceRequest request) throws TraceException {
        SourceDefaults defaults = defaults(request);
        BitSet events = events(request, defaults);
        EventFilter filter = compile(request.filters());
        EventSelection.requireConcerned(events, filter.concerned());
        Plan plan = Plan.of(request, events, filter, FoldTimes.of(request.reduction().folds()),
                RateLimits.of(request.reduction().limits()));
        List<OutputPlugs> plugs = open(plan, defaults);
        return new Prepared(plan.shownBy(plugs), plugs);
    }

    /** Checks a request as far as that is possible without opening anything. */
    public void check(TraceRequest request) throws TraceException {
        events(request);
        compile(request.filters());
        FoldTimes.of(request.reduction().folds());
        RateLimits.of(request.reduction().limits());
        for (OutputRequest output : request.outputs()) {
            OutputOptions.values(output, plugins.requirePrinter(output.printer()).options());
            OutputOptions.values(output, plugins.requireDestination(output.destination()).options());
        }
    }

    public EventFilter compile(List<String> expressions) throws TraceException {
        FilterCompiler now = compiler;
        if (now == null) {
            throw new TraceException(Kind.FAILED, "the filter bundle is not there", null);
        }
        try {
            return now.compile(expressions);
        } catch (FilterException e) {
            throw new TraceException(Kind.USAGE, "scope", e.getMessage(), e);
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            throw new TraceException(Kind.FAILED, "a filter field's plug-in has failed: " + e, e);
        }
    }

    public EventSource source(String name) throws TraceException {
        List<String> known = sources.stream().map(Named::name).toList();
        return sources.stream().filter(s -> s.name().equals(name)).map(Named::source).findFirst()
                .orElseThrow(() -> new TraceException(Kind.FAILED, "unknown event source '" + name + "'"
                        + Suggestion.of(name, known) + "; there are: " + String.join(", ", known), null));
    }

    /** The events that a request names, or that its printers want. */
    public BitSet events(TraceRequest request) throws TraceException {
        return events(request, defaults(request));
    }

    private BitSet events(TraceRequest request, SourceDefaults defaults) throws TraceException {
        Set<String> unsaid = new LinkedHashSet<>();
        for (OutputRequest output : request.outputs()) {
            // before its bundle has started, a printer is not there; the start asks again
            PrinterPlug printer = plugins.printer(output.printer());
            unsaid.addAll(printer == null || printer.events().isEmpty() ? List.of(defaults.events()) : printer.events());
        }
        return EventSelection.of(request.events(), unsaid.isEmpty() ? List.of(defaults.events()) : unsaid);
    }

    /** Whether all that a request names is there; filters are not looked at. */
    public boolean knows(TraceRequest request) {
        return compiler != null && sources.stream().anyMatch(s -> s.name().equals(request.source()))
                && request.outputs().stream().allMatch(output -> plugins.printer(output.printer()) != null
                        && plugins.destination(output.destination()) != null);
    }

    private SourceDefaults defaults(TraceRequest request) throws TraceException {
        try {
            return source(request.source()).defaults(request.sourceOptions());
        } catch (SourceException e) {
            throw new TraceException(Kind.FAILED, e.getMessage(), e);
        }
    }

    private List<OutputPlugs> open(Plan plan, SourceDefaults defaults) throws TraceException {
        List<OutputPlugs> opened = new ArrayList<>();
        try {
            for (OutputRequest output : plan.request().outputs()) {
                OutputPlugs plugs = new OutputPlugs(output, plan.request(),
                        plan.filter().impliesContainer() || defaults.containerFilter(),
                        plan.enrich() || defaults.enrichment(),
                        plan.request().looksIntoContainers() || defaults.origins());
                plugs.open(plugins.requirePrinter(output.printer()),
                        plugins.requireDestination(output.destination()));
                opened.add(plugs);
            }
            return opened;
        } catch (TraceException | RuntimeException | Error e) {
            opened.forEach(OutputPlugs::close);
            throw e;
        }
    }
}
