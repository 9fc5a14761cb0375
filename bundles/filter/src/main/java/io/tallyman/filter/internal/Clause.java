package io.tallyman.filter.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.EventView;
import io.tallyman.api.filter.Condition;
import io.tallyman.api.filter.EventPredicate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One of the things that must all hold.
 *
 * @param predicate  decides over an event
 * @param conditions what can be said over its subject alone: of each inner list one holds; none: nothing
 * @param judge      what can be said over its container alone; null: nothing
 * @param tree       where its process has to be; null: anywhere
 */
record Clause(EventPredicate predicate, List<List<Condition>> conditions, ContainerJudge judge, Tree tree) {
    /** Of which nothing can be said early. */
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

    /** One of them must hold. What can be said early is said only where all of them say it in one list each. */
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
