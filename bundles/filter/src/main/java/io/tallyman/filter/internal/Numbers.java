package io.tallyman.filter.internal;

import io.tallyman.api.event.EventView;
import io.tallyman.api.filter.EventPredicate;
import io.tallyman.api.filter.FilterException;
import io.tallyman.api.filter.Operator;
import java.util.List;
import java.util.function.ToLongFunction;

/** Reads and compares the numbers of expressions: decimal, or hexadecimal after 0x. */
final class Numbers {
    private Numbers() {
    }

    /** Reads the values. Less than, greater than and the like take one value. */
    static long[] parse(String field, Operator operator, List<String> values) throws FilterException {
        requireOne(field, operator, values);
        long[] numbers = new long[values.size()];
        for (int i = 0; i < numbers.length; i++) {
            Long number = parse(values.get(i));
            if (number == null) {
                throw new FilterException("filter field '" + field + "' is a number, '" + values.get(i) + "' is not");
            }
            numbers[i] = number;
        }
        return numbers;
    }

    static void requireOne(String field, Operator operator, List<String> values) throws FilterException {
        boolean list = operator == Operator.EQUAL || operator == Operator.NOT_EQUAL;
        if (!list && values.size() != 1) {
            throw new FilterException("filter field '" + field + "': " + operator.symbol() + " takes one number, not "
                    + String.join(",", values));
        }
    }

    /** The number, or null if the text is no number. */
    static Long parse(String text) {
        try {
            return text.startsWith("0x") ? Long.parseUnsignedLong(text.substring(2), 16) : Long.parseLong(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Compiles a comparison without its negation. */
    static EventPredicate compare(Operator operator, long[] numbers, ToLongFunction<EventView> value) {
        long limit = numbers[0];
        return switch (operator) {
            case LESS -> event -> value.applyAsLong(event) < limit;
            case LESS_OR_EQUAL -> event -> value.applyAsLong(event) <= limit;
            case GREATER -> event -> value.applyAsLong(event) > limit;
            case GREATER_OR_EQUAL -> event -> value.applyAsLong(event) >= limit;
            default -> event -> contains(numbers, value.applyAsLong(event));
        };
    }

    static boolean contains(long[] numbers, long number) {
        for (long n : numbers) {
            if (n == number) {
                return true;
            }
        }
        return false;
    }
}
