package io.tallyman.filter.internal;

import io.tallyman.api.event.EventType;
import io.tallyman.api.event.Field;
import io.tallyman.api.filter.EventPredicate;
import io.tallyman.api.filter.FilterException;
import io.tallyman.api.filter.Operator;
import io.tallyman.api.text.Suggestion;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/** {@code openat.args.pathname=/etc/*}: an argument of one event. */
final class ArgField implements OwnField {
    private static final String WORD = "args";

    @Override
    public String name() {
        return "<event>." + WORD + ".<name>";
    }

    @Override
    public boolean takes(String written) {
        return EventFields.takes(written, WORD);
    }

    @Override
    public String description() {
        return "Argument of an event, for that event alone: openat.args.pathname=/etc/*, openat.args.flags=*O_CREAT*, "
                + "connect.args.addr=10.*, sched_process_exec.args.argv=--force (one of them).";
    }

    @Override
    public Set<Operator> operators() {
        return NumberField.OPERATORS;
    }

    @Override
    public EventPredicate compile(String field, Operator operator, List<String> values) throws FilterException {
        EventType type = EventFields.event(field);
        int arg = position(field, type);
        Field argument = type.fields().get(arg);
        EventPredicate compared = argument.kind().isVariable() ? VariableArgs.compile(field, argument, arg, operator, values)
                : ScalarArgs.compile(field, argument, arg, operator, values);
        return EventFields.ofOneEvent(type, operator, compared);
    }

    @Override
    public Intervals intervals(String written, Operator operator, List<String> values) throws FilterException {
        EventType type = EventFields.event(written);
        Field argument = type.fields().get(position(written, type));
        return argument.kind().isVariable() ? null : ScalarArgs.intervals(written, argument, operator, values);
    }

    @Override
    public BitSet concerned(String written) {
        return EventFields.ids(written);
    }

    private static int position(String written, EventType type) throws FilterException {
        String name = EventFields.rest(written, WORD);
        int position = type.indexOf(name);
        if (position < 0) {
            List<String> names = type.fields().stream().map(Field::name).toList();
            throw new FilterException("filter field '" + written + "': " + type.name() + " has no argument '" + name
                    + "'" + Suggestion.of(name, names) + (names.isEmpty() ? "; it has none" : "; it has "
                    + String.join(", ", names)));
        }
        return position;
    }
}
