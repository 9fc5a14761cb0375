package io.tallyman.filter.internal;

import io.tallyman.api.event.EventView;
import io.tallyman.api.filter.EventPredicate;
import io.tallyman.api.filter.FilterException;
import io.tallyman.api.filter.FilterField;
import io.tallyman.api.filter.Operator;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A text of the event's header, compared as bytes.
 *
 * @param name        in expressions
 * @param description one sentence
 * @param limit       the kernel keeps no more bytes of it
 * @param reader      copies it
 */
record BytesField(String name, String description, int limit, Reader reader) implements FilterField {
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
        for (String value : values) {
            if (!value.contains("*") && value.getBytes(StandardCharsets.UTF_8).length > limit) {
                throw new FilterException("filter field '" + field + "' has at most " + limit + " bytes; '" + value
                        + "' can never match, '" + value.substring(0, Math.min(limit, value.length())) + "*' may");
            }
        }
        TextPattern[] patterns = TextPattern.of(values);
        byte[] text = new byte[64];
        return event -> TextPattern.anyMatches(patterns, text, reader.copy(event, text, 0));
    }
}
