package com.example.tallyman.age;

import io.tallyman.api.event.EventView;
import io.tallyman.api.filter.EventPredicate;
import io.tallyman.api.filter.FilterException;
import io.tallyman.api.filter.FilterField;
import io.tallyman.api.filter.Operator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/** {@code --scope age<5}: how many whole seconds the thread had been running when the event happened. */
@Component
public final class AgeField implements FilterField {
    private static final long SECOND = 1_000_000_000;

    @Override
    public String name() {
        return "age";
    }

    @Override
    public String description() {
        return "Seconds since the thread started: age<5, age>=3600.";
    }

    @Override
    public Set<Operator> operators() {
        return EnumSet.of(Operator.LESS, Operator.GREATER_OR_EQUAL);
    }

    @Override
    public EventPredicate compile(String field, Operator operator, List<String> values) throws FilterException {
        long limit = seconds(values);
        return operator == Operator.LESS ? event -> age(event) < limit : event -> age(event) >= limit;
    }

    private static long seconds(List<String> values) throws FilterException {
        if (values.size() == 1 && values.get(0).matches("\\d{1,9}")) {
            return Long.parseLong(values.get(0));
        }
        throw new FilterException("filter field 'age' takes one number of seconds, not " + String.join(",", values));
    }

    /** Called for every event, on the thread that reads them: it neither blocks nor allocates. */
    private static long age(EventView event) {
        return (event.time() - event.threadStartTime()) / SECOND;
    }
}
