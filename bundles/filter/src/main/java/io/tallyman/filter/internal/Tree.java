package io.tallyman.filter.internal;

import io.tallyman.api.event.ProcessView;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Some processes with all their descendants, or all other processes. */
final class Tree {
    private final int[] roots;
    private final boolean negated;

    /** @param roots ids on the host */
    Tree(int[] roots, boolean negated) {
        this.roots = roots;
        this.negated = negated;
    }

    /** @param process null where nobody knows it: it descends from nobody */
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

    /** What is in one of them, none of which is negated; null where one of them is. */
    static Tree any(List<Tree> trees) {
        return trees.contains(null) ? null
                : new Tree(trees.stream().flatMapToInt(tree -> IntStream.of(tree.roots)).toArray(), false);
    }
}
