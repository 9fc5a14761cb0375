package io.tallyman.filter.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.filter.EventPredicate;
import io.tallyman.api.filter.FilterField;
import io.tallyman.api.filter.Operator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** {@code container}, {@code container=new}, {@code container=started}, {@code container=<start of an id>}. */
final class ContainerField implements FilterField {
    @Override
    public String name() {
        return "container";
    }

    @Override
    public String description() {
        return "Events of containers; =new: made since the trace began, =started: their entry point has run, "
                + "=<start of an id>: that one. !container or not-container: events of the host.";
    }

    @Override
    public Set<Operator> operators() {
        return EnumSet.of(Operator.EQUAL, Operator.NOT_EQUAL, Operator.IS_SET, Operator.IS_NOT_SET);
    }

    @Override
    public boolean impliesContainer(Operator operator, List<String> values) {
        return !operator.isNegative();
    }

    @Override
    public EventPredicate compile(String field, Operator operator, List<String> values) {
        if (values.isEmpty()) {
            return event -> event.container() != null;
        }
        String[] wanted = values.toArray(String[]::new);
        return event -> event.container() != null && isWanted(event.container(), wanted);
    }

    private static boolean isWanted(Container container, String[] wanted) {
        for (String word : wanted) {
            boolean matches = switch (word) {
                case "new" -> !container.existed();
                case "started" -> container.started();
                default -> container.id().startsWith(word);
            };
            if (matches) {
                return true;
            }
        }
        return false;
    }
}
