package io.tallyman.engine;

import java.util.List;

/**
 * How a session asks for fewer events than happen.
 *
 * @param folds events that become one with their number while they are equal, and for how long, each as
 *              {@code open*,connect=10s}; only system calls can be folded
 */
public record Reduction(List<String> folds) {
    /** Each event by itself. */
    public static final Reduction NONE = new Reduction(List.of());
}
