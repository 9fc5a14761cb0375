package io.tallyman.filter.internal;

import io.tallyman.api.filter.FilterException;
import io.tallyman.api.filter.Operator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds expressions about one field that no event can fulfil together: {@code pid<5 pid>7}, {@code comm=a comm!=a}. */
final class Contradictions {
    private final Map<String, Said> fields = new LinkedHashMap<>();

    /** The expressions about one field. */
    private static final class Said {
        private final List<String> texts = new ArrayList<>();
        private final List<String> wanted = new ArrayList<>();
        private final List<TextPattern> unwanted = new ArrayList<>();
        /** Whether each event has a value for the field. */
        private boolean always;
        private Intervals alternatives;
        private Intervals all = Intervals.ALL;
    }

    void add(Expression expression, OwnField field) throws FilterException {
        Said said = fields.computeIfAbsent(expression.field(), f -> new Said());
        said.texts.add(expression.text());
        Operator operator = expression.operator();
        Intervals intervals = field.intervals(expression.field(), operator, expression.values());
        if (intervals != null && operator == Operator.EQUAL) {
            said.alternatives = said.alternatives == null ? intervals : said.alternatives.or(intervals);
        } else if (intervals != null) {
            said.all = said.all.and(intervals);
        } else if (operator == Operator.EQUAL) {
            said.wanted.addAll(expression.values());
        } else if (operator == Operator.NOT_EQUAL && !(field instanceof ContainerField)) {
            said.always |= field instanceof BytesField;
            said.unwanted.addAll(List.of(TextPattern.of(expression.field(), expression.values())));
        }
    }

    void check() throws FilterException {
        for (Said said : fields.values()) {
            Intervals left = said.alternatives == null ? said.all : said.all.and(said.alternatives);
            boolean noNumber = left.isEmpty() && said.wanted.isEmpty();
            boolean noText = said.alternatives == null && !said.wanted.isEmpty()
                    && said.wanted.stream().allMatch(value -> isUnwanted(value, said.unwanted))
                    || said.always && said.unwanted.stream().anyMatch(TextPattern::matchesAll) && said.wanted.isEmpty();
            if (noNumber || noText) {
                throw new FilterException("the filter can never match: nothing is left of '"
                        + String.join("' and '", said.texts) + "'");
            }
        }
    }

    private static boolean isUnwanted(String value, List<TextPattern> unwanted) {
        return !value.startsWith("*") && !value.endsWith("*") && unwanted.stream().anyMatch(p -> p.matches(value));
    }
}
