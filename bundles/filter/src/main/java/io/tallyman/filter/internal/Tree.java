package io.tallyman.filter.internal;

import io.tallyman.api.event.ProcessView;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Some processes with all their descendants; or, negated, all other processes. */
final class Tree {
    private final int[] roots;
    private final boolean negated;

    /** @param roots ids of processes on the host */
    Tree(int[] roots, boolean negated) {
        this.roots = roots;
        this.negated = negated;
    }

    /** @param process null if the process is unknown: then it descends from none of the roots */
    boolean contains(ProcessView process) {
        for (ProcessView p = process; p != null; p = p.parent()) {
            for (int root : roots) {
                if (p.hostPid() == root) {
                    return !negated;
                }
            }
        }
        return negated;
    }

    Set<Integer> roots() {
        return Arrays.stream(roots).boxed().collect(Collectors.toSet());
    }

    Tree not() {
        return new Tree(roots, !negated);
    }

    /** The processes that one of these trees holds; null if one of these trees is negated or null. */
    static Tree any(List<Tree> trees) {
        return trees.contains(null) ? null
                : new Tree(trees.stream().flatMapToInt(tree -> IntStream.of(tree.roots)).toArray(), false);
    }
}
