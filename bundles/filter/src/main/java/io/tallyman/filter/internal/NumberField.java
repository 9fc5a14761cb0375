package io.tallyman.filter.internal;

import io.tallyman.api.event.EventView;
import io.tallyman.api.filter.EventPredicate;
import io.tallyman.api.filter.FilterException;
import io.tallyman.api.filter.FilterField;
import io.tallyman.api.filter.Operator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * A field that is a number.
 *
 * @param name        in expressions
 * @param description one sentence
 * @param value       reads it
 */
record NumberField(String name, String description, ToLongFunction<EventView> value) implements FilterField {
    static final Set<Operator> OPERATORS = EnumSet.of(Operator.EQUAL, Operator.NOT_EQUAL, Operator.LESS,
            Operator.LESS_OR_EQUAL, Operator.GREATER, Operator.GREATER_OR_EQUAL);

    @Override
    public Set<Operator> operators() {
        return OPERATORS;
    }

    @Override
    public EventPredicate compile(String field, Operator operator, List<String> values) throws FilterException {
        return compare(field, operator, values, value);
    }

    /** Compares a number with the values; an order takes one value alone. */
    static EventPredicate compare(String field, Operator operator, List<String> values,
            ToLongFunction<EventView> value) throws FilterException {
        long[] numbers = new long[values.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = number(field, values.get(i));
        }
        if (operator == Operator.EQUAL || operator == Operator.NOT_EQUAL) {
            return event -> contains(numbers, value.applyAsLong(event));
        }
        if (numbers.length != 1) {
            throw new FilterException("filter field '" + field + "': " + operator.symbol() + " takes one number, not "
                    + String.join(",", values));
        }
        long limit = numbers[0];
        return switch (operator) {
            case LESS -> event -> value.applyAsLong(event) < limit;
            case LESS_OR_EQUAL -> event -> value.applyAsLong(event) <= limit;
            case GREATER -> event -> value.applyAsLong(event) > limit;
            default -> event -> value.applyAsLong(event) >= limit;
        };
    }

    private static boolean contains(long[] numbers, long number) {
        for (long n : numbers) {
            if (n == number) {
                return true;
            }
        }
        return false;
    }

    private static long number(String field, String text) throws FilterException {
        try {
            return text.startsWith("0x") ? Long.parseUnsignedLong(text.substring(2), 16) : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new FilterException("filter field '" + field + "' is a number, '" + text + "' is not");
        }
    }
}
