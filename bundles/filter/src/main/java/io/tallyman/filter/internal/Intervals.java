package io.tallyman.filter.internal;

import io.tallyman.api.filter.Operator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A set of numbers, as ascending ranges. */
record Intervals(List<Run> runs) {
    static final Intervals ALL = new Intervals(List.of(new Run(Long.MIN_VALUE, Long.MAX_VALUE)));

    /** The numbers from one to another, both included. */
    record Run(long from, long to) {
    }

    static Intervals of(long from, long to) {
        return new Intervals(List.of(new Run(from, to)));
    }

    /** The numbers that pass a comparison. Less than, greater than and the like use the first number. */
    static Intervals of(Operator operator, long... numbers) {
        long first = numbers[0];
        return switch (operator) {
            case LESS -> first == Long.MIN_VALUE ? new Intervals(List.of()) : of(Long.MIN_VALUE, first - 1);
            case LESS_OR_EQUAL -> of(Long.MIN_VALUE, first);
            case GREATER -> first == Long.MAX_VALUE ? new Intervals(List.of()) : of(first + 1, Long.MAX_VALUE);
            case GREATER_OR_EQUAL -> of(first, Long.MAX_VALUE);
            case NOT_EQUAL -> without(numbers);
            default -> new Intervals(Arrays.stream(numbers).sorted().distinct().mapToObj(n -> new Run(n, n)).toList());
        };
    }

    private static Intervals without(long... numbers) {
        Intervals left = ALL;
        for (long number : numbers) {
            List<Run> around = new ArrayList<>();
            if (number > Long.MIN_VALUE) {
                around.add(new Run(Long.MIN_VALUE, number - 1));
            }
            if (number < Long.MAX_VALUE) {
                around.add(new Run(number + 1, Long.MAX_VALUE));
            }
            left = left.and(new Intervals(around));
        }
        return left;
    }

    Intervals and(Intervals other) {
        List<Run> both = new ArrayList<>();
        for (Run one : runs) {
            for (Run two : other.runs) {
                long from = Math.max(one.from, two.from);
                long to = Math.min(one.to, two.to);
                if (from <= to) {
                    both.add(new Run(from, to));
                }
            }
        }
        return new Intervals(both);
    }

    Intervals or(Intervals other) {
        List<Run> all = new ArrayList<>(runs);
        all.addAll(other.runs);
        return new Intervals(all);
    }

    boolean isEmpty() {
        return runs.isEmpty();
    }
}
