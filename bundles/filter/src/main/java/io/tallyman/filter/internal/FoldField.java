package io.tallyman.filter.internal;

import io.tallyman.api.event.EventView;
import io.tallyman.api.filter.EventPredicate;
import io.tallyman.api.filter.FilterException;
import io.tallyman.api.filter.Operator;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * A number of an event that may stand for several events.
 *
 * @param name        the field's name in expressions
 * @param description one sentence
 * @param value       reads the number from an event
 */
record FoldField(String name, String description, ToLongFunction<EventView> value) implements OwnField {
    @Override
    public Set<Operator> operators() {
        return NumberField.OPERATORS;
    }

    @Override
    public EventPredicate compile(String field, Operator operator, List<String> values) throws FilterException {
        return Numbers.compare(operator, Numbers.parse(field, operator, values), value);
    }

    @Override
    public Intervals intervals(String written, Operator operator, List<String> values) throws FilterException {
        return Intervals.of(operator, Numbers.parse(written, operator, values));
    }
}
