package io.tallyman.filter.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Metadata;
import io.tallyman.api.event.EventView;
import io.tallyman.api.event.ProcessView;
import io.tallyman.api.filter.Condition;
import io.tallyman.api.filter.EventFilter;
import io.tallyman.api.filter.EventPredicate;
import io.tallyman.api.filter.Verdict;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** A filter: all clauses must hold, and each clause may have alternatives. */
final class CompiledFilter implements EventFilter {
    private final List<Clause> clauses;
    private final EventPredicate[] predicates;
    private final List<Tree> trees;
    private final Metadata needs;
    private final boolean impliesContainer;
    private final boolean needsProcesses;
    private final boolean needsOrigins;
    private final BitSet events;
    private final BitSet concerned;
    /** Only events of the host can match. */
    private final boolean hostOnly;

    CompiledFilter(List<Clause> clauses, Metadata needs, boolean impliesContainer, boolean hostOnly,
            boolean needsProcesses, boolean needsOrigins, BitSet events, BitSet concerned) {
        this.clauses = List.copyOf(clauses);
        this.predicates = clauses.stream().map(Clause::predicate).toArray(EventPredicate[]::new);
        this.trees = clauses.stream().map(Clause::tree).filter(Objects::nonNull).toList();
        this.needs = needs;
        this.impliesContainer = impliesContainer;
        this.hostOnly = hostOnly;
        this.needsProcesses = needsProcesses;
        this.needsOrigins = needsOrigins;
        this.events = events;
        this.concerned = concerned;
    }

    @Override
    public boolean test(EventView event) {
        for (EventPredicate predicate : predicates) {
            if (!predicate.test(event)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Metadata needs() {
        return needs;
    }

    @Override
    public boolean impliesContainer() {
        return impliesContainer;
    }

    @Override
    public BitSet events() {
        return events == null ? null : (BitSet) events.clone();
    }

    @Override
    public boolean needsProcesses() {
        return needsProcesses;
    }

    @Override
    public boolean needsOrigins() {
        return needsOrigins;
    }

    @Override
    public void observe(EventView event) {
        for (EventPredicate predicate : predicates) {
            if (predicate instanceof Following following) {
                following.test(event);
            }
        }
    }

    @Override
    public BitSet concerned() {
        return (BitSet) concerned.clone();
    }

    @Override
    public List<List<Condition>> conditions() {
        return clauses.stream().flatMap(clause -> clause.conditions().stream()).toList();
    }

    @Override
    public boolean isOutside(ProcessView process) {
        for (Tree tree : trees) {
            if (!tree.contains(process)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Set<Integer> roots() {
        return trees.stream().flatMap(tree -> tree.roots().stream()).collect(Collectors.toSet());
    }

    @Override
    public Verdict verdict(Container container) {
        if (hostOnly && container != null) {
            return Verdict.DENIED_BELOW;
        }
        for (Clause clause : clauses) {
            if (clause.judge(container) == Truth.NO) {
                return Verdict.DENIED;
            }
        }
        return Verdict.OPEN;
    }
}
