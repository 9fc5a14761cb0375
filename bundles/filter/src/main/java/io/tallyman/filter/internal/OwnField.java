package io.tallyman.filter.internal;

import io.tallyman.api.container.Metadata;
import io.tallyman.api.filter.Condition;
import io.tallyman.api.filter.FilterException;
import io.tallyman.api.filter.FilterField;
import io.tallyman.api.filter.Operator;
import java.util.BitSet;
import java.util.List;

/** A field of this bundle. Beside the predicate over an event, the field gives what can be decided before the event. */
interface OwnField extends FilterField {
    /** Whether this field serves expressions with this name. */
    default boolean takes(String written) {
        return name().equals(written);
    }

    /** {@link FilterField#needs}, where that depends on the name as written. */
    default Metadata needs(String written) {
        return needs();
    }

    /** Whether the comparison asks for the process of an event. */
    default boolean needsProcesses(String written) {
        return false;
    }

    /** Whether the comparison asks for the origin of an event's process. */
    default boolean needsOrigins(String written) {
        return false;
    }

    /** What must hold of the event's subject: at least one condition of each inner list. Empty: anything may. */
    default List<List<Condition>> conditions(Operator operator, List<String> values) throws FilterException {
        return List.of();
    }

    /** What the comparison, without its negation, says of the event's container; null: nothing. */
    default ContainerJudge judge(String written, Operator operator, List<String> values) throws FilterException {
        return null;
    }

    /** The processes whose events pass the comparison without its negation; null: those of any process may. */
    default Tree tree(String written, Operator operator, List<String> values) throws FilterException {
        return null;
    }

    /** The numbers that pass the comparison, or null if the field's values are no numbers. */
    default Intervals intervals(String written, Operator operator, List<String> values) throws FilterException {
        return null;
    }

    /** Ids of the events that the expression is about. Empty: all events. */
    default BitSet concerned(String written) {
        return new BitSet();
    }
}
