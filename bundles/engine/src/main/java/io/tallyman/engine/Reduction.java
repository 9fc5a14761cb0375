package io.tallyman.engine;

import java.util.List;

/**
 * How a session asks for fewer events than happen.
 *
 * @param folds events that become one with their number while they are equal, and for how long, each as
 *              {@code open*,connect=10s}; only system calls can be folded
 * @param limits how many events there may be, each as {@code openat=1000/s} or {@code container=5000/s:20000}
 */
public record Reduction(List<String> folds, List<String> limits) {
    /** Each event by itself. */
    public static final Reduction NONE = new Reduction(List.of(), List.of());
}
