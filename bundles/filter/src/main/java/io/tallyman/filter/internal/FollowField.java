package io.tallyman.filter.internal;

import io.tallyman.api.filter.EventPredicate;
import io.tallyman.api.filter.Operator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * {@code follow}: the events of processes that a matching process starts pass as well. {@link FilterBuilder} does that.
 */
final class FollowField implements OwnField {
    @Override
    public String name() {
        return "follow";
    }

    @Override
    public String description() {
        return "Also what matching processes start, and what those start: comm=bash follow. "
                + "Filters on events hold for those, too.";
    }

    @Override
    public Set<Operator> operators() {
        return EnumSet.of(Operator.IS_SET);
    }

    @Override
    public boolean needsProcesses(String written) {
        return true;
    }

    @Override
    public EventPredicate compile(String field, Operator operator, List<String> values) {
        return event -> true;
    }
}
