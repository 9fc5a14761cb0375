package io.tallyman.filter.internal;

import io.tallyman.api.decode.Symbols;
import io.tallyman.api.event.EventType;
import io.tallyman.api.event.EventView;
import io.tallyman.api.filter.EventPredicate;
import io.tallyman.api.filter.FilterException;
import io.tallyman.api.filter.Operator;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.text.Suggestion;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/** {@code openat.returnValue<0}, {@code openat.returnValue=-ENOENT}: the value that a system call returned. */
final class ReturnField implements OwnField {
    private static final String WORD = "returnValue";

    @Override
    public String name() {
        return "<event>." + WORD;
    }

    @Override
    public boolean takes(String written) {
        return EventFields.takes(written, WORD) && written.endsWith(WORD);
    }

    @Override
    public String description() {
        return "What a system call returned, for that event alone: openat.returnValue<0, openat.returnValue=-ENOENT.";
    }

    @Override
    public Set<Operator> operators() {
        return NumberField.OPERATORS;
    }

    @Override
    public EventPredicate compile(String field, Operator operator, List<String> values) throws FilterException {
        EventType type = EventFields.event(field);
        if (!type.isSyscall()) {
            throw new FilterException("filter field '" + field + "' can never match: " + type.name()
                    + " is no system call and returns nothing");
        }
        EventPredicate compared = Numbers.compare(operator, numbers(field, operator, values), EventView::returnValue);
        return EventFields.ofOneEvent(type, operator, compared);
    }

    @Override
    public Intervals intervals(String written, Operator operator, List<String> values) throws FilterException {
        return Intervals.of(operator, numbers(written, operator, values));
    }

    @Override
    public BitSet concerned(String written) {
        return EventFields.ids(written);
    }

    private static long[] numbers(String field, Operator operator, List<String> values) throws FilterException {
        Numbers.requireOne(field, operator, values);
        long[] numbers = new long[values.size()];
        for (int i = 0; i < numbers.length; i++) {
            Long number = Numbers.parse(values.get(i));
            numbers[i] = number != null ? number : errno(field, values.get(i));
        }
        return numbers;
    }

    private static long errno(String field, String text) throws FilterException {
        List<String> names = Symbols.builtIn().decoder(Symbols.ERRNO).names();
        LineBuffer name = new LineBuffer(64);
        for (int number = 1; number < 4096 && text.startsWith("-"); number++) {
            name.length(0);
            Symbols.builtIn().decoder(Symbols.ERRNO).put(number, name);
            if (text.substring(1).equals(new String(name.array(), 0, name.length(), StandardCharsets.US_ASCII))) {
                return -number;
            }
        }
        throw new FilterException("filter field '" + field + "' is a number or an error such as -ENOENT, '" + text
                + "' is not" + Suggestion.of(text, names.stream().map(n -> "-" + n).toList()));
    }
}
