package io.tallyman.engine.internal.output;

import io.tallyman.api.output.Amounts;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.text.Suggestion;
import io.tallyman.engine.OutputRequest;
import io.tallyman.engine.TraceException;
import io.tallyman.engine.internal.redaction.Redaction;
import io.tallyman.engine.internal.redaction.RedactionRules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Checks an output's keys against what its printer and destination declare, and fills in the defaults. */
public final class OutputOptions {
    /** A key of every output. */
    public static final OptionSpec REDACT = OptionSpec.text("redact", "",
            "Hide what matches in the texts of events, before anything is written: FIELD:EXPRESSION, such as "
                    + "argv:(?i)(--?password[= ])\\S+, of which the first group stays; default: passwords, tokens and "
                    + "keys in arguments and environments. Several: each on a line of its own.");

    /** A key of every output. */
    public static final OptionSpec SHA256 = new OptionSpec("sha256", OptionSpec.Type.BOOLEAN, "false", List.of(),
            "Show the SHA-256 of each program that is executed, as executable_sha256. The events of the output wait for it.");

    /** A key of every output. */
    public static final OptionSpec ANCESTORS = new OptionSpec("ancestors", OptionSpec.Type.BOOLEAN, "false", List.of(),
            "Show from whom the process of an event descends: for each of the nearest 8 ancestors its id, its start, its "
                    + "program with its arguments, and its container.");

    /** The keys of every output that stand among those of its printer and its destination. */
    public static final List<OptionSpec> OF_EVERY_OUTPUT = List.of(REDACT, SHA256, ANCESTORS, OutputSpool.SPOOL,
            OutputSpool.SPOOL_SIZE);

    private static final Pattern INTEGER = Pattern.compile("\\d{1,18}");

    private OutputOptions() {
    }

    /** Refuses keys that neither of the two declares. */
    static void refuseUnknown(OutputRequest request, List<OptionSpec> printer, List<OptionSpec> destination)
            throws TraceException {
        TreeSet<String> known = new TreeSet<>();
        OF_EVERY_OUTPUT.forEach(s -> known.add(s.name()));
        printer.forEach(s -> known.add(s.name()));
        destination.forEach(s -> known.add(s.name()));
        for (String key : request.options().keySet()) {
            if (!known.contains(key)) {
                throw refuse(request, key, "unknown key '" + key + "'" + Suggestion.of(key, known) + "; printer "
                        + request.printer() + " and destination " + request.destination() + " know "
                        + (known.isEmpty() ? "none" : String.join(", ", known)));
            }
        }
    }

    /**
     * What the output hides, or null if it hides nothing.
     *
     * @throws TraceException a rule cannot be read
     */
    static Redaction redaction(OutputRequest request) throws TraceException {
        try {
            RedactionRules rules = RedactionRules.parse(request.options().getOrDefault(REDACT.name(), ""));
            return rules == null ? null : new Redaction(rules);
        } catch (IllegalArgumentException e) {
            throw refuse(request, REDACT.name(), "key '" + REDACT.name() + "': " + e.getMessage());
        }
    }

    /**
     * Looks at the keys that are on or off.
     *
     * @throws TraceException one of them is neither
     */
    static void refuseUnclear(OutputRequest request) throws TraceException {
        values(request, List.of(SHA256, ANCESTORS));
    }

    /** Whether a key that is on or off is on. */
    public static boolean isOn(OutputRequest request, OptionSpec key) {
        return Boolean.parseBoolean(request.options().get(key.name()));
    }

    /** The values of the declared keys. */
    public static Map<String, String> values(OutputRequest request, List<OptionSpec> specs) throws TraceException {
        Map<String, String> values = new HashMap<>();
        for (OptionSpec spec : specs) {
            String value = request.options().getOrDefault(spec.name(), spec.defaultValue());
            if (value == null) {
                throw refuse(request, spec.name(), "key '" + spec.name() + "' is missing: " + spec.description());
            }
            if (request.options().containsKey(spec.name())) {
                check(request, spec, value);
            }
            values.put(spec.name(), value);
        }
        return Map.copyOf(values);
    }

    private static void check(OutputRequest request, OptionSpec spec, String value) throws TraceException {
        String allowed = allowed(spec, value);
        if (allowed != null) {
            throw refuse(request, spec.name(),
                    "key '" + spec.name() + "' cannot be '" + value + "': allowed is " + allowed);
        }
    }

    /** Null where the value has the right form, otherwise the words for what has. */
    public static String allowed(OptionSpec spec, String value) {
        return switch (spec.type()) {
            case BOOLEAN -> value.equals("true") || value.equals("false") ? null : "true or false";
            case INTEGER -> INTEGER.matcher(value).matches() ? null : "a whole number";
            case SIZE -> reads(Amounts::size, value) ? null : "a size such as 8M";
            case DURATION -> reads(Amounts::duration, value) ? null : "a time such as 10s";
            case PATH -> value.startsWith("/") ? null : "an absolute path";
            case CHOICE -> spec.allowed().contains(value) ? null : "one of " + String.join(", ", spec.allowed());
            case TEXT, SECRET -> null;
        };
    }

    private static boolean reads(Function<String, ?> reader, String value) {
        try {
            reader.apply(value);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static TraceException refuse(OutputRequest request, String key, String message) {
        return new TraceException(TraceException.Kind.USAGE, key, "output " + request.name() + ": " + message, null);
    }
}
