package io.tallyman.engine.internal.configured;

import io.tallyman.api.output.Amounts;
import io.tallyman.engine.internal.output.DestinationPlug;
import io.tallyman.api.output.OptionSpec.Type;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.engine.internal.output.PrinterPlug;
import io.tallyman.api.text.Suggestion;
import io.tallyman.engine.OutputRequest.WhenFull;
import io.tallyman.engine.OutputRequest;
import io.tallyman.engine.Reduction;
import io.tallyman.engine.TraceException;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.internal.output.OutputOptions;
import io.tallyman.engine.internal.output.Plugins;
import io.tallyman.engine.internal.record.RecordQueue;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * One configuration of an output, read.
 *
 * @param request the session that does it, with its one output
 */
public record OutputConfiguration(TraceRequest request) {
    private static final long LEAST_QUEUE = RecordQueue.MIN_CAPACITY;
    private static final long LARGEST_QUEUE = 1L << 30;

    static final OptionSpec PRINTER = new OptionSpec("printer", Type.TEXT, null, List.of(),
            "How events are written: the name of a printer.");
    static final OptionSpec DESTINATION = new OptionSpec("destination", Type.TEXT, null, List.of(),
            "Where they are written to: the name of a destination.");
    static final OptionSpec EVENTS = OptionSpec.text("events", "",
            "Events, sets and globs, parted by commas, with a leading dash to take out; empty: the default set. 'lost' "
            + "tells what the output misses, unless -lost takes it out.");
    static final OptionSpec SCOPE = OptionSpec.text("scope", "",
            "Filter expressions, parted by blanks: container comm=nginx.");
    static final OptionSpec CONTAINERS = new OptionSpec("containers", Type.BOOLEAN, "", List.of(),
            "Ask the runtimes for names and images; events wait for the answer. Default: as tallyman was started.");
    static final OptionSpec FOLD = OptionSpec.text("fold", "",
            "Equal events within a time become one event with their number: open*,connect=10s; several parted by blanks. "
                    + "Default: as tallyman was started.");
    static final OptionSpec LIMIT = OptionSpec.text("limit", "",
            "Events beyond this are left out and counted: openat=1000/s, container=5000/s:20000; several parted by blanks. "
                    + "Default: as tallyman was started.");
    static final OptionSpec WHEN_FULL = new OptionSpec("when-full", Type.CHOICE, "", List.of("block", "drop"),
            "A full queue holds the reader back until quiet containers would lose events (block), or what does not "
                    + "fit is lost and counted (drop). Default: as the destination does it.");
    static final OptionSpec QUEUE = new OptionSpec("queue", Type.SIZE, "4M", List.of(),
            "Size of the queue between the reader and this output, from 128K to 1G.");

    /** The keys that every output has. */
    public static final List<OptionSpec> KEYS =
            Stream.concat(Stream.of(PRINTER, DESTINATION, EVENTS, SCOPE, CONTAINERS, FOLD, LIMIT, WHEN_FULL, QUEUE),
                    OutputOptions.OF_EVERY_OUTPUT.stream()).toList();

    /**
     * @param properties as Config Admin gives them
     * @param defaults   all that a configuration does not say
     * @throws TraceException a key is missing or has a value that is not allowed
     */
    static OutputConfiguration of(String name, Map<String, ?> properties, TraceRequest defaults)
            throws TraceException {
        Map<String, String> values = new HashMap<>();
        properties.forEach((key, value) -> {
            if (isOurs(key)) {
                values.put(key, text(value));
            }
        });
        for (OptionSpec key : KEYS) {
            check(key, values.get(key.name()));
        }
        OutputRequest output = new OutputRequest(name, take(values, PRINTER), take(values, DESTINATION),
                Map.copyOf(others(values)), whenFull(values.get(WHEN_FULL.name())), queue(values.get(QUEUE.name())),
                null);
        String containers = values.getOrDefault(CONTAINERS.name(), "");
        return new OutputConfiguration(new TraceRequest(name, defaults.source(),
                words(values.get(EVENTS.name()), "[,\\s]+"), words(values.get(SCOPE.name()), "\\n"),
                containers.isEmpty() ? defaults.enrich() : containers.equals("true"), List.of(output),
                defaults.sockets(), defaults.sourceOptions(), defaults.containerOptions(), defaults.holdBytes(),
                reduction(values, defaults)));
    }

    private static Reduction reduction(Map<String, String> values, TraceRequest defaults) {
        String folds = values.get(FOLD.name());
        String limits = values.get(LIMIT.name());
        return new Reduction(folds == null ? defaults.reduction().folds() : words(folds, "\\s+"),
                limits == null ? defaults.reduction().limits() : words(limits, "\\s+"));
    }

    /** Stands for a configuration that cannot be read. */
    static TraceRequest nothing(String name, TraceRequest defaults) {
        return new TraceRequest(name, defaults.source(), List.of(), List.of(), defaults.enrich(), List.of(),
                defaults.sockets(), defaults.sourceOptions(), defaults.containerOptions(), defaults.holdBytes());
    }

    /** What Config Admin, File Install and the like add for themselves is not for us. */
    private static boolean isOurs(String key) {
        return !key.startsWith("service.") && !key.startsWith("felix.") && !key.startsWith(".")
                && !key.startsWith("component.");
    }

    private static String text(Object value) {
        Stream<?> parts = value instanceof Collection<?> c ? c.stream()
                : value instanceof Object[] a ? Arrays.stream(a) : Stream.of(value);
        return String.join("\n", parts.map(p -> String.valueOf(p).strip()).toList());
    }

    private static void check(OptionSpec key, String value) throws TraceException {
        if (value == null && key.defaultValue() == null) {
            throw new TraceException(TraceException.Kind.USAGE, key.name(),
                    "key '" + key.name() + "' is missing: " + key.description(), null);
        }
        String allowed = value == null ? null : OutputOptions.allowed(key, value);
        if (allowed != null) {
            throw refuse(key, value, "allowed is " + allowed);
        }
    }

    private static TraceException refuse(OptionSpec key, String value, String why) {
        return new TraceException(TraceException.Kind.USAGE, key.name(),
                "key '" + key.name() + "' cannot be '" + value + "': " + why, null);
    }

    private static String take(Map<String, String> values, OptionSpec key) {
        return values.get(key.name());
    }

    private static Map<String, String> others(Map<String, String> values) {
        Map<String, String> others = new HashMap<>(values);
        KEYS.stream().filter(k -> !OutputOptions.OF_EVERY_OUTPUT.contains(k)).forEach(k -> others.remove(k.name()));
        return others;
    }

    private static WhenFull whenFull(String value) {
        return value == null ? WhenFull.DEFAULT : WhenFull.valueOf(value.toUpperCase(Locale.ROOT));
    }

    private static int queue(String value) throws TraceException {
        long bytes = value == null ? OutputRequest.DEFAULT_QUEUE : Amounts.size(value);
        if (bytes < LEAST_QUEUE || bytes > LARGEST_QUEUE) {
            throw refuse(QUEUE, value, "allowed is a size from 128K to 1G");
        }
        return (int) bytes;
    }

    private static List<String> words(String value, String separator) {
        return value == null ? List.of()
                : Arrays.stream(value.split(separator)).map(String::strip).filter(w -> !w.isEmpty()).toList();
    }

    OutputRequest output() {
        return request.outputs().get(0);
    }

    /** Which plug-in has to come first; null: both are there. */
    String missing(Plugins plugins) {
        OutputRequest output = output();
        return plugins.printer(output.printer()) == null
                ? away(PRINTER, output.printer(), plugins.printers().stream().map(PrinterPlug::name).toList())
                : plugins.destination(output.destination()) == null
                        ? away(DESTINATION, output.destination(),
                                plugins.destinations().stream().map(DestinationPlug::name).toList())
                        : null;
    }

    private static String away(OptionSpec kind, String name, List<String> known) {
        return "there is no " + kind.name() + " '" + name + "'" + Suggestion.of(name, known) + "; there are "
                + (known.isEmpty() ? "none" : String.join(", ", known));
    }

    /**
     * Checks what only its printer and destination know.
     *
     * @throws TraceException the name of one is unknown, or a key is
     */
    void check(Plugins plugins) throws TraceException {
        OutputRequest output = output();
        String missing = missing(plugins);
        if (missing != null) {
            boolean printer = plugins.printer(output.printer()) == null;
            throw refuse(printer ? PRINTER : DESTINATION, printer ? output.printer() : output.destination(), missing);
        }
        TreeSet<String> known = new TreeSet<>();
        Stream.of(KEYS, plugins.printer(output.printer()).options(),
                plugins.destination(output.destination()).options())
                .forEach(specs -> specs.forEach(s -> known.add(s.name())));
        for (String key : output.options().keySet()) {
            if (!known.contains(key)) {
                throw new TraceException(TraceException.Kind.USAGE, key, "unknown key '" + key + "'"
                        + Suggestion.of(key, known) + "; allowed are " + String.join(", ", known), null);
            }
        }
    }
}
