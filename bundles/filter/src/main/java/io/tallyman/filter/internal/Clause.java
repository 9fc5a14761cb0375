package io.tallyman.filter.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.EventView;
import io.tallyman.api.filter.Condition;
import io.tallyman.api.filter.EventPredicate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One of the conditions of a filter, all of which must hold.
 *
 * <p>Beside the predicate, which decides over an event, a clause says what must hold of parts of the event. These parts
 * are known before the event: the kernel compares them and leaves out events that cannot match.
 *
 * @param predicate  decides over an event
 * @param conditions what must hold of the event's subject: one condition of each inner list. Empty: anything may
 * @param judge      what must hold of the event's container, or null: anything may
 * @param tree       the processes that may cause the event, or null: any process may
 */
record Clause(EventPredicate predicate, List<List<Condition>> conditions, ContainerJudge judge, Tree tree) {
    /** A clause that only the whole event can decide. */
    Clause(EventPredicate predicate) {
        this(predicate, List.of(), null, null);
    }

    Clause not() {
        return new Clause(event -> !predicate.test(event), conditions,
                judge == null ? null : c -> judge.judge(c).not(), tree == null ? null : tree.not());
    }

    Truth judge(Container container) {
        return judge == null ? Truth.OPEN : judge.judge(container);
    }

    /**
     * A clause that holds if one of these holds. Its conditions are empty unless each of these has exactly one list of
     * conditions.
     */
    static Clause any(List<Clause> alternatives) {
        if (alternatives.size() == 1) {
            return alternatives.get(0);
        }
        EventPredicate[] predicates = alternatives.stream().map(Clause::predicate).toArray(EventPredicate[]::new);
        return new Clause(event -> anyPasses(predicates, event), union(alternatives), container -> {
            Truth truth = Truth.NO;
            for (Clause alternative : alternatives) {
                truth = truth.or(alternative.judge(container));
            }
            return truth;
        }, Tree.any(Arrays.asList(alternatives.stream().map(Clause::tree).toArray(Tree[]::new))));
    }

    private static boolean anyPasses(EventPredicate[] predicates, EventView event) {
        for (EventPredicate predicate : predicates) {
            if (predicate.test(event)) {
                return true;
            }
        }
        return false;
    }

    private static List<List<Condition>> union(List<Clause> alternatives) {
        List<Condition> all = new ArrayList<>();
        for (Clause alternative : alternatives) {
            if (alternative.conditions().size() != 1) {
                return List.of();
            }
            all.addAll(alternative.conditions().get(0));
        }
        return List.of(all);
    }
}
