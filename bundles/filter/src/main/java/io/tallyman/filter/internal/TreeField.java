package io.tallyman.filter.internal;

import io.tallyman.api.filter.EventPredicate;
import io.tallyman.api.filter.FilterException;
import io.tallyman.api.filter.Operator;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** {@code tree=4711}: a process and all its descendants, also those whose parent has ended since. */
final class TreeField implements OwnField {
    @Override
    public String name() {
        return "tree";
    }

    @Override
    public String description() {
        return "A process, by its id on the host, and all its descendants: tree=4711.";
    }

    @Override
    public Set<Operator> operators() {
        return BytesField.OPERATORS;
    }

    @Override
    public boolean needsProcesses(String written) {
        return true;
    }

    @Override
    public EventPredicate compile(String field, Operator operator, List<String> values) throws FilterException {
        Tree tree = tree(field, operator, values);
        return event -> tree.contains(event.process());
    }

    @Override
    public Tree tree(String field, Operator operator, List<String> values) throws FilterException {
        long[] roots = Numbers.parse(field, operator, values);
        for (long root : roots) {
            if (root <= 0 || root > Integer.MAX_VALUE) {
                throw new FilterException("filter field '" + field + "' is a process id; " + root
                        + " can never match");
            }
        }
        return new Tree(Arrays.stream(roots).mapToInt(root -> (int) root).toArray(), false);
    }
}
