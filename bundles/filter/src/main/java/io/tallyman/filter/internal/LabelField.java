package io.tallyman.filter.internal;

import io.tallyman.api.filter.EventPredicate;
import io.tallyman.api.filter.FilterField;
import io.tallyman.api.filter.Operator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** {@code label.<key>}: a label of the event's container, or that there is one. */
final class LabelField implements FilterField {
    private static final String PREFIX = "label.";

    @Override
    public String name() {
        return PREFIX + "*";
    }

    @Override
    public String description() {
        return "Label of the container: label.com.example.tier=front, or label.com.example.tier alone.";
    }

    @Override
    public Set<Operator> operators() {
        return EnumSet.of(Operator.EQUAL, Operator.NOT_EQUAL, Operator.IS_SET, Operator.IS_NOT_SET);
    }

    @Override
    public boolean needsMetadata() {
        return true;
    }

    @Override
    public boolean impliesContainer(Operator operator, List<String> values) {
        return !operator.isNegative();
    }

    @Override
    public EventPredicate compile(String field, Operator operator, List<String> values) {
        String key = field.substring(PREFIX.length());
        TextPattern[] patterns = TextPattern.of(values);
        boolean any = values.isEmpty();
        return event -> {
            String value = event.container() == null ? null : event.container().labels().get(key);
            return value != null && (any || TextPattern.anyMatches(patterns, value));
        };
    }
}
