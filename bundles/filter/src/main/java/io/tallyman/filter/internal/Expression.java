package io.tallyman.filter.internal;

import io.tallyman.api.filter.FilterException;
import io.tallyman.api.filter.Operator;
import java.util.ArrayList;
import java.util.List;

/**
 * One comparison as the user wrote it.
 *
 * @param text     the whole comparison, for messages
 * @param field    the name before the operator
 * @param operator how to compare
 * @param values   what to compare with; empty if the operator takes no value
 */
record Expression(String text, String field, Operator operator, List<String> values) {
    /** Longer operators come first, so that {@code <=} is not read as {@code <}. */
    private static final List<Operator> COMPARISONS = List.of(Operator.NOT_EQUAL, Operator.LESS_OR_EQUAL,
            Operator.GREATER_OR_EQUAL, Operator.EQUAL, Operator.LESS, Operator.GREATER);

    /** Splits a text at its blanks, but not inside double quotes, and reads each part. */
    static List<Expression> parseAll(String text) throws FilterException {
        List<Expression> expressions = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        for (char c : (text + ' ').toCharArray()) {
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ' ' && !quoted) {
                if (!part.isEmpty()) {
                    expressions.add(parse(part.toString()));
                    part.setLength(0);
                }
            } else {
                part.append(c);
            }
        }
        if (quoted) {
            throw new FilterException("filter '" + text + "': a quote is not closed");
        }
        return expressions;
    }

    private static Expression parse(String text) throws FilterException {
        if (text.startsWith("!")) {
            return negated(text);
        }
        if (text.startsWith("not-") && comparison(text) == null) {
            return new Expression(text, text.substring("not-".length()), Operator.IS_NOT_SET, List.of());
        }
        Operator operator = comparison(text);
        if (operator == null) {
            return new Expression(text, text, Operator.IS_SET, List.of());
        }
        int at = text.indexOf(operator.symbol());
        List<String> values = List.of(text.substring(at + operator.symbol().length()).split(",", -1));
        if (values.contains("")) {
            throw new FilterException("filter '" + text + "': a value is empty");
        }
        return new Expression(text, text.substring(0, at), operator, values);
    }

    /** Reads {@code !field}, and {@code !field=value}, which means {@code field!=value}. */
    private static Expression negated(String text) throws FilterException {
        Expression positive = parse(text.substring(1));
        return switch (positive.operator) {
            case IS_SET -> new Expression(text, positive.field, Operator.IS_NOT_SET, List.of());
            case EQUAL -> new Expression(text, positive.field, Operator.NOT_EQUAL, positive.values);
            default -> throw new FilterException("filter '" + text + "': ! stands before a field alone or with =; say "
                    + positive.field + opposite(positive.operator) + String.join(",", positive.values));
        };
    }

    private static String opposite(Operator operator) {
        return switch (operator) {
            case LESS -> Operator.GREATER_OR_EQUAL.symbol();
            case LESS_OR_EQUAL -> Operator.GREATER.symbol();
            case GREATER -> Operator.LESS_OR_EQUAL.symbol();
            case GREATER_OR_EQUAL -> Operator.LESS.symbol();
            default -> Operator.EQUAL.symbol();
        };
    }

    /** The first operator in the text, or null. Of two that start at the same place, the longer one counts. */
    private static Operator comparison(String text) {
        Operator first = null;
        int least = Integer.MAX_VALUE;
        for (Operator operator : COMPARISONS) {
            int at = text.indexOf(operator.symbol());
            if (at > 0 && at < least) {
                least = at;
                first = operator;
            }
        }
        return first;
    }
}
