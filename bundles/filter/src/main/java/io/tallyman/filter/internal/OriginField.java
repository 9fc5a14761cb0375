package io.tallyman.filter.internal;

import io.tallyman.api.event.ProcessOrigin;
import io.tallyman.api.filter.EventPredicate;
import io.tallyman.api.filter.FilterException;
import io.tallyman.api.filter.Operator;
import io.tallyman.api.text.Suggestion;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code origin=exec}: how the process came into its container. An event of the host has no origin. */
final class OriginField implements OriginOwnField {
    private static final List<String> WORDS = Arrays.stream(ProcessOrigin.values())
            .filter(origin -> origin != ProcessOrigin.NONE).map(ProcessOrigin::word).toList();

    @Override
    public String name() {
        return "origin";
    }

    @Override
    public String description() {
        return "How the process, or the one that it descends from, came into its container: origin=exec. The words are "
                + String.join(", ", WORDS) + "; see --origin.";
    }

    @Override
    public EventPredicate compile(String field, Operator operator, List<String> values) throws FilterException {
        Set<ProcessOrigin> wanted = EnumSet.noneOf(ProcessOrigin.class);
        for (String value : values) {
            if (!WORDS.contains(value)) {
                throw new FilterException("filter field '" + field + "' cannot be '" + value + "'"
                        + Suggestion.of(value, WORDS) + "; there are: " + String.join(", ", WORDS));
            }
            wanted.add(ProcessOrigin.valueOf(value.toUpperCase(Locale.ROOT)));
        }
        return event -> wanted.contains(event.origin());
    }
}
