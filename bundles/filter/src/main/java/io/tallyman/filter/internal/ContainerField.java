package io.tallyman.filter.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.filter.EventPredicate;
import io.tallyman.api.filter.Operator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** {@code container}, {@code container=new}, {@code container=started}, {@code container=<start of an id>}. */
final class ContainerField implements OwnField {
    static final String NAME = "container";

    @Override
    public String name() {
        return NAME;
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

    /**
     * A container that has not started is not decided: the container may start at any time, and its next event then
     * matches.
     */
    @Override
    public ContainerJudge judge(String written, Operator operator, List<String> values) {
        String[] wanted = values.toArray(String[]::new);
        boolean started = values.contains("started");
        return container -> {
            if (container == null || wanted.length == 0) {
                return Truth.of(container != null);
            }
            return isWanted(container, wanted) ? Truth.YES
                    : started && !container.started() ? Truth.OPEN : Truth.NO;
        };
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
