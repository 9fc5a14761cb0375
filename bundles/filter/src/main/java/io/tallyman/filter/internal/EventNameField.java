package io.tallyman.filter.internal;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.filter.EventPredicate;
import io.tallyman.api.filter.FilterException;
import io.tallyman.api.filter.Operator;
import io.tallyman.api.text.Suggestion;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/** {@code event=openat,sched_*}: the name of the event. */
final class EventNameField implements OwnField {
    static final String NAME = "event";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "Name of the event: event=openat,sched_*; -e is the way to ask for events that are not traced yet.";
    }

    @Override
    public Set<Operator> operators() {
        return BytesField.OPERATORS;
    }

    @Override
    public EventPredicate compile(String field, Operator operator, List<String> values) throws FilterException {
        BitSet ids = ids(values);
        return event -> ids.get(event.type().id());
    }

    /** Ids of the events that the values name. */
    static BitSet ids(List<String> values) throws FilterException {
        BitSet ids = new BitSet();
        for (String value : values) {
            TextPattern pattern = TextPattern.of(NAME, value);
            int before = ids.cardinality();
            for (EventType type : Catalogue.builtIn().all()) {
                if (pattern.matches(type.name())) {
                    ids.set(type.id());
                }
            }
            if (ids.cardinality() == before) {
                throw new FilterException("filter field 'event': there is no event '" + value + "'" + Suggestion.of(
                        value, Catalogue.builtIn().all().stream().map(EventType::name).toList()));
            }
        }
        return ids;
    }
}
