package io.tallyman.filter.internal;

import io.tallyman.api.event.EventView;
import io.tallyman.api.filter.Condition;
import io.tallyman.api.filter.EventPredicate;
import io.tallyman.api.filter.FilterException;
import io.tallyman.api.filter.HeaderField;
import io.tallyman.api.filter.Operator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * A field of the event's subject that is an unsigned number of 32 bits.
 *
 * @param name        the field's name in expressions
 * @param description one sentence
 * @param early       what the kernel compares before it writes a record
 * @param value       reads the number from an event
 */
record NumberField(String name, String description, HeaderField early, ToLongFunction<EventView> value)
        implements OwnField {
    static final Set<Operator> OPERATORS = EnumSet.of(Operator.EQUAL, Operator.NOT_EQUAL, Operator.LESS,
            Operator.LESS_OR_EQUAL, Operator.GREATER, Operator.GREATER_OR_EQUAL);

    private static final Intervals DOMAIN = Intervals.of(0, 0xffff_ffffL);

    @Override
    public Set<Operator> operators() {
        return OPERATORS;
    }

    @Override
    public EventPredicate compile(String field, Operator operator, List<String> values) throws FilterException {
        return Numbers.compare(operator, Numbers.parse(field, operator, values), value);
    }

    @Override
    public Intervals intervals(String written, Operator operator, List<String> values) throws FilterException {
        return Intervals.of(operator, Numbers.parse(written, operator, values)).and(DOMAIN);
    }

    @Override
    public List<List<Condition>> conditions(Operator operator, List<String> values) throws FilterException {
        return List.of(intervals(name, operator, values).runs().stream()
                .map(run -> (Condition) new Condition.Between(early, run.from(), run.to())).toList());
    }
}
