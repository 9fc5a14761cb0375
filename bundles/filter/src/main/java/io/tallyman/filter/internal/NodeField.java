package io.tallyman.filter.internal;

import io.tallyman.api.event.Node;
import io.tallyman.api.filter.EventPredicate;
import io.tallyman.api.filter.FilterException;
import io.tallyman.api.filter.Operator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A name of the node where an event happened. Where nobody gave the name, no value matches.
 *
 * @param name        the field's name in expressions
 * @param description one sentence
 * @param value       reads the name
 */
record NodeField(String name, String description, Function<Node, String> value) implements OwnField {
    @Override
    public Set<Operator> operators() {
        return BytesField.OPERATORS;
    }

    @Override
    public EventPredicate compile(String field, Operator operator, List<String> values) throws FilterException {
        TextPattern[] patterns = TextPattern.of(field, values);
        return event -> TextPattern.anyMatches(patterns, value.apply(event.node()));
    }
}
