package io.tallyman.filter.internal;

import io.tallyman.api.container.Metadata;
import io.tallyman.api.filter.Condition;
import io.tallyman.api.filter.FilterException;
import io.tallyman.api.filter.FilterField;
import io.tallyman.api.filter.Operator;
import java.util.BitSet;
import java.util.List;

/** A field of this bundle. Beside deciding over an event it tells what can be decided without one. */
interface OwnField extends FilterField {
    /** Whether an expression with this name is for it. */
    default boolean takes(String written) {
        return name().equals(written);
    }

    /** {@link FilterField#needs} where it depends on the name as written. */
    default Metadata needs(String written) {
        return needs();
    }

    /** Whether it asks for an event's process. */
    default boolean needsProcesses(String written) {
        return false;
    }

    /** The comparison over an event's subject alone: of each inner list one must hold. None: nothing can be said. */
    default List<List<Condition>> conditions(Operator operator, List<String> values) throws FilterException {
        return List.of();
    }

    /** The comparison without its negation over a container alone, or null. */
    default ContainerJudge judge(String written, Operator operator, List<String> values) throws FilterException {
        return null;
    }

    /** Where the comparison without its negation wants an event's process to be, or null. */
    default Tree tree(String written, Operator operator, List<String> values) throws FilterException {
        return null;
    }

    /** The numbers that the comparison lets pass, or null where they are none. */
    default Intervals intervals(String written, Operator operator, List<String> values) throws FilterException {
        return null;
    }

    /** Ids of the events that the expression is about; none: of all. */
    default BitSet concerned(String written) {
        return new BitSet();
    }
}
