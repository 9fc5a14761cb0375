package io.tallyman.filter.internal;

import io.tallyman.api.decode.Decoder;
import io.tallyman.api.decode.Symbols;
import io.tallyman.api.event.EventView;
import io.tallyman.api.event.Field;
import io.tallyman.api.event.FieldKind;
import io.tallyman.api.filter.EventPredicate;
import io.tallyman.api.filter.FilterException;
import io.tallyman.api.filter.Operator;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.text.Suggestion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/** Compares arguments that are numbers, with numbers or with the names that {@code --decode} shows. */
final class ScalarArgs {
    private ScalarArgs() {
    }

    static EventPredicate compile(String field, Field argument, int arg, Operator operator, List<String> values)
            throws FilterException {
        List<String> names = values.stream().filter(value -> number(argument, value) == null).toList();
        EventPredicate byName = names.isEmpty() ? null : byName(field, argument, arg, operator, names);
        if (names.size() == values.size()) {
            return byName;
        }
        boolean unsigned = isUnsigned(argument);
        ToLongFunction<EventView> value = unsigned ? event -> event.number(arg) ^ Long.MIN_VALUE
                : event -> event.number(arg);
        EventPredicate byNumber = Numbers.compare(operator, numbers(field, argument, operator, values), value);
        return byName == null ? byNumber : event -> byNumber.test(event) || byName.test(event);
    }

    /** The numbers as signed numbers of the same order: unsigned numbers of 64 bits get their first bit inverted. */
    private static long[] numbers(String field, Field argument, Operator operator, List<String> values)
            throws FilterException {
        Numbers.requireOne(field, operator, values);
        long turn = isUnsigned(argument) ? Long.MIN_VALUE : 0;
        return values.stream().map(value -> number(argument, value)).filter(n -> n != null)
                .mapToLong(n -> n ^ turn).toArray();
    }

    /** The numbers of the argument's type that pass the comparison; null if names are among the values. */
    static Intervals intervals(String field, Field argument, Operator operator, List<String> values)
            throws FilterException {
        if (values.stream().anyMatch(value -> number(argument, value) == null)) {
            return null;
        }
        Intervals domain = switch (argument.kind()) {
            case INT -> Intervals.of(Integer.MIN_VALUE, Integer.MAX_VALUE);
            case UINT -> Intervals.of(0, 0xffff_ffffL);
            case BOOL -> Intervals.of(0, 1);
            default -> Intervals.ALL;
        };
        return Intervals.of(operator, numbers(field, argument, operator, values)).and(domain);
    }

    private static boolean isUnsigned(Field argument) {
        return argument.kind() == FieldKind.ULONG || argument.kind() == FieldKind.POINTER;
    }

    private static Long number(Field argument, String text) {
        if (argument.kind() == FieldKind.BOOL && (text.equals("true") || text.equals("false"))) {
            return text.equals("true") ? 1L : 0L;
        }
        if (argument.decoder().equals("mode") && text.matches("0[0-7]+")) {
            return Long.parseLong(text, 8);
        }
        if (isUnsigned(argument) && text.matches("[0-9]{19,20}")) {
            return unsigned(text);
        }
        return Numbers.parse(text);
    }

    private static Long unsigned(String text) {
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static EventPredicate byName(String field, Field argument, int arg, Operator operator,
            List<String> values) throws FilterException {
        Decoder decoder = Symbols.builtIn().decoder(argument);
        List<String> names = decoder == null ? List.of() : Symbols.builtIn().decoder(argument.decoder()).names();
        for (String value : values) {
            requireName(field, names, value);
        }
        if (operator != Operator.EQUAL && operator != Operator.NOT_EQUAL) {
            throw new FilterException("filter field '" + field + "': " + operator.symbol() + " takes a number, not "
                    + String.join(",", values));
        }
        TextPattern[] patterns = TextPattern.of(field, values);
        LineBuffer text = new LineBuffer(256);
        return event -> {
            text.length(0);
            decoder.put(event, arg, text);
            return TextPattern.anyMatches(patterns, text.array(), 0, text.length());
        };
    }

    /**
     * Refuses a value that no event can have. Each part of a flag word must be a name, or with a star a part of a name.
     */
    private static void requireName(String field, List<String> names, String value) throws FilterException {
        TextPattern whole = TextPattern.of(field, value);
        List<String> parts = new ArrayList<>(Arrays.asList(whole.core().split("\\|")));
        for (String part : parts) {
            boolean known = whole.isWhole() ? names.contains(part) || Numbers.parse(part) != null
                    : names.stream().anyMatch(name -> name.contains(part)) || Numbers.parse(part) != null;
            if (!known) {
                throw new FilterException("filter field '" + field + "' is a number" + (names.isEmpty() ? ""
                        : " or a name such as " + names.get(names.size() - 1)) + ", '" + value + "' is not"
                        + Suggestion.of(part, names));
            }
        }
    }
}
