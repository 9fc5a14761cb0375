package io.tallyman.filter.internal;

import io.tallyman.api.container.Metadata;
import io.tallyman.api.filter.EventFilter;
import io.tallyman.api.filter.EventPredicate;
import io.tallyman.api.filter.FilterException;
import io.tallyman.api.filter.FilterField;
import io.tallyman.api.filter.Operator;
import io.tallyman.api.filter.Verdict;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a filter of expressions. Expressions with = about one field are alternatives and become one clause; every other
 * expression becomes a clause of its own.
 */
final class FilterBuilder {
    private final Map<String, List<Clause>> alternatives = new LinkedHashMap<>();
    private final List<Clause> clauses = new ArrayList<>();
    /**
     * Expressions about the event. They are kept apart from those about its process, because only processes are
     * followed.
     */
    private final Map<String, List<Clause>> eventAlternatives = new LinkedHashMap<>();
    private final List<Clause> eventClauses = new ArrayList<>();
    private final Contradictions contradictions = new Contradictions();
    private final BitSet named = new BitSet();
    private final BitSet excluded = new BitSet();
    private final BitSet concerned = new BitSet();
    private Metadata needs = Metadata.NONE;
    private boolean impliesContainer;
    private boolean hostOnly;
    private boolean needsProcesses;
    private boolean needsOrigins;
    private boolean follow;

    void add(Expression expression, FilterField field) throws FilterException {
        Operator operator = expression.operator();
        Clause clause = clause(expression, field);
        follow |= field instanceof FollowField;
        if (field instanceof FollowField) {
            needsProcesses = true;
            return;
        }
        boolean onEvents = isOnEvents(expression, field);
        if (operator == Operator.EQUAL || operator == Operator.IS_SET) {
            (onEvents ? eventAlternatives : alternatives).computeIfAbsent(expression.field(), f -> new ArrayList<>()).add(clause);
        } else {
            (onEvents ? eventClauses : clauses).add(clause);
        }
        impliesContainer |= field.impliesContainer(operator, expression.values());
        hostOnly |= field instanceof ContainerField && operator == Operator.IS_NOT_SET;
        if (field instanceof EventNameField) {
            (operator.isNegative() ? excluded : named).or(EventNameField.ids(expression.values()));
        }
        if (field instanceof OwnField own) {
            needs = needs.and(own.needs(expression.field()));
            needsProcesses |= own.needsProcesses(expression.field());
            needsOrigins |= own.needsOrigins(expression.field());
            concerned.or(own.concerned(expression.field()));
            contradictions.add(expression, own);
        } else {
            needs = needs.and(field.needs());
        }
    }

    private static boolean isOnEvents(Expression expression, FilterField field) {
        return field instanceof EventNameField
                || field instanceof OwnField own && !own.concerned(expression.field()).isEmpty();
    }

    private static Clause clause(Expression expression, FilterField field) throws FilterException {
        Operator operator = expression.operator();
        List<String> values = expression.values();
        EventPredicate predicate = field.compile(expression.field(), operator, values);
        Clause clause = field instanceof OwnField own
                ? new Clause(predicate, own.conditions(operator, values), own.judge(expression.field(), operator, values),
                        own.tree(expression.field(), operator, values))
                : new Clause(predicate);
        return operator.isNegative() ? clause.not() : clause;
    }

    EventFilter build() throws FilterException {
        BitSet events = events();
        contradictions.check();
        List<Clause> all = new ArrayList<>(clauses);
        alternatives.values().forEach(a -> all.add(Clause.any(a)));
        if (follow && all.isEmpty()) {
            throw new FilterException("'follow' alone follows everything; say whom, as in 'comm=bash follow'");
        }
        List<Clause> product = follow ? following(all) : all;
        eventAlternatives.values().forEach(a -> product.add(Clause.any(a)));
        product.addAll(eventClauses);
        EventFilter filter = new CompiledFilter(product, needs, impliesContainer && !follow, hostOnly && !follow,
                needsProcesses, needsOrigins, events, concerned);
        if (hostOnly && !follow && filter.verdict(null) != Verdict.OPEN) {
            throw new FilterException("the filter can never match: it wants no container, and only containers");
        }
        return filter;
    }

    /**
     * Makes one clause of all that is said about processes and containers. Only the whole event can decide that clause.
     */
    private static List<Clause> following(List<Clause> all) {
        EventPredicate[] predicates = all.stream().map(Clause::predicate).toArray(EventPredicate[]::new);
        return new ArrayList<>(List.of(new Clause(new Following(predicates))));
    }

    private BitSet events() throws FilterException {
        if (named.isEmpty() && excluded.isEmpty()) {
            return null;
        }
        BitSet events = named;
        if (events.isEmpty()) {
            events.or(EventNameField.ids(List.of("*")));
        }
        events.andNot(excluded);
        if (events.isEmpty()) {
            throw new FilterException("the filter on 'event' leaves no event");
        }
        return events;
    }
}
