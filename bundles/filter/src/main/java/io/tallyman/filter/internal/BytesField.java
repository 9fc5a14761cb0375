package io.tallyman.filter.internal;

import io.tallyman.api.event.EventView;
import io.tallyman.api.filter.Condition;
import io.tallyman.api.filter.EventPredicate;
import io.tallyman.api.filter.FilterException;
import io.tallyman.api.filter.Operator;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A text in the header of an event, compared as bytes.
 *
 * @param name        the field's name in expressions
 * @param description one sentence
 * @param limit       the most bytes that the kernel keeps of the text
 * @param reader      copies the text
 * @param early       the text is the name of the thread, which the kernel can compare before it writes a record
 */
record BytesField(String name, String description, int limit, Reader reader, boolean early) implements OwnField {
    static final Set<Operator> OPERATORS = EnumSet.of(Operator.EQUAL, Operator.NOT_EQUAL);

    /** Copies a text into the target and returns its length. */
    interface Reader {
        int copy(EventView event, byte[] target, int at);
    }

    @Override
    public Set<Operator> operators() {
        return OPERATORS;
    }

    @Override
    public EventPredicate compile(String field, Operator operator, List<String> values) throws FilterException {
        TextPattern[] patterns = patterns(field, values);
        byte[] text = new byte[64];
        return event -> TextPattern.anyMatches(patterns, text, 0, reader.copy(event, text, 0));
    }

    private TextPattern[] patterns(String field, List<String> values) throws FilterException {
        TextPattern[] patterns = TextPattern.of(field, values);
        for (TextPattern pattern : patterns) {
            if (pattern.length() > limit) {
                String may = pattern.isOpenStart() ? ""
                        : ", '" + pattern.core().substring(0, Math.min(limit, pattern.core().length())) + "*' may";
                throw new FilterException("filter field '" + field + "' has at most " + limit + " bytes; '"
                        + pattern.core() + "' can never match" + may);
            }
        }
        return patterns;
    }

    @Override
    public List<List<Condition>> conditions(Operator operator, List<String> values) throws FilterException {
        List<List<Condition>> all = new ArrayList<>();
        List<Condition> one = new ArrayList<>();
        for (TextPattern pattern : early ? patterns(name, values) : new TextPattern[0]) {
            if (pattern.matchesAll()) {
                return List.of();
            }
            Condition condition = new Condition.Named(pattern.core(), pattern.isOpenStart(), pattern.isOpenEnd(),
                    operator.isNegative());
            one.add(condition);
            all.add(List.of(condition));
        }
        return operator.isNegative() || one.isEmpty() ? all : List.of(one);
    }
}
