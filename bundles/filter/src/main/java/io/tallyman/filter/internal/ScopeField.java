package io.tallyman.filter.internal;

import io.tallyman.api.container.Metadata;
import io.tallyman.api.event.EventType;
import io.tallyman.api.filter.EventPredicate;
import io.tallyman.api.filter.FilterException;
import io.tallyman.api.filter.FilterField;
import io.tallyman.api.filter.Operator;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** {@code openat.scope.comm=bash}: any other field, applied to one event; other events pass. */
final class ScopeField implements OwnField {
    private static final String WORD = "scope";

    private final Lookup fields;

    /** Finds a field by the name that stands in an expression. */
    interface Lookup {
        FilterField find(String written) throws FilterException;
    }

    ScopeField(Lookup fields) {
        this.fields = fields;
    }

    @Override
    public String name() {
        return "<event>." + WORD + ".<field>";
    }

    @Override
    public boolean takes(String written) {
        return EventFields.takes(written, WORD);
    }

    @Override
    public String description() {
        return "Any field of process or container, for that event alone: openat.scope.comm=bash.";
    }

    @Override
    public Set<Operator> operators() {
        return EnumSet.allOf(Operator.class);
    }

    @Override
    public Metadata needs(String written) {
        try {
            FilterField inner = inner(written);
            return inner instanceof OwnField own ? own.needs(EventFields.rest(written, WORD)) : inner.needs();
        } catch (FilterException e) {
            return Metadata.NONE;
        }
    }

    @Override
    public boolean needsProcesses(String written) {
        try {
            return inner(written) instanceof OwnField own && own.needsProcesses(EventFields.rest(written, WORD));
        } catch (FilterException e) {
            return false;
        }
    }

    @Override
    public boolean needsOrigins(String written) {
        try {
            return inner(written) instanceof OwnField own && own.needsOrigins(EventFields.rest(written, WORD));
        } catch (FilterException e) {
            return false;
        }
    }

    private FilterField inner(String written) throws FilterException {
        String rest = EventFields.rest(written, WORD);
        FilterField inner = fields.find(rest);
        boolean nested = inner instanceof OwnField own && !own.concerned(rest).isEmpty();
        if (inner instanceof EventNameField || inner instanceof FollowField || nested) {
            throw new FilterException("filter field '" + written + "': after '" + WORD
                    + "' comes a field of the process or its container, such as comm; the event is named already");
        }
        return inner;
    }

    @Override
    public EventPredicate compile(String field, Operator operator, List<String> values) throws FilterException {
        EventType type = EventFields.event(field);
        FilterField inner = inner(field);
        FilterCompilerService.requireOperator(field, inner, operator);
        EventPredicate compared = inner.compile(EventFields.rest(field, WORD), operator, values);
        int id = type.id();
        return operator.isNegative() ? event -> event.type().id() == id && compared.test(event)
                : event -> event.type().id() != id || compared.test(event);
    }

    @Override
    public Intervals intervals(String written, Operator operator, List<String> values) throws FilterException {
        String rest = EventFields.rest(written, WORD);
        return inner(written) instanceof OwnField own ? own.intervals(rest, operator, values) : null;
    }

    @Override
    public BitSet concerned(String written) {
        return EventFields.ids(written);
    }
}
