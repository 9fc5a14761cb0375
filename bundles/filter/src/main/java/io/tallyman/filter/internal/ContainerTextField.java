package io.tallyman.filter.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.filter.EventPredicate;
import io.tallyman.api.filter.FilterField;
import io.tallyman.api.filter.Operator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A text that is known of the event's container. An event of the host has none: it matches no value.
 *
 * @param name          in expressions
 * @param description   one sentence
 * @param needsMetadata only the runtime knows it
 * @param value         reads it
 */
record ContainerTextField(String name, String description, boolean needsMetadata, Function<Container, String> value)
        implements FilterField {

    @Override
    public Set<Operator> operators() {
        return BytesField.OPERATORS;
    }

    @Override
    public boolean impliesContainer(Operator operator, List<String> values) {
        return operator == Operator.EQUAL;
    }

    @Override
    public EventPredicate compile(String field, Operator operator, List<String> values) {
        TextPattern[] patterns = TextPattern.of(values);
        return event -> {
            Container container = event.container();
            return container != null && TextPattern.anyMatches(patterns, value.apply(container));
        };
    }
}
