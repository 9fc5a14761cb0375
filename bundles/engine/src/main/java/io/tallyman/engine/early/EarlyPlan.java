package io.tallyman.engine.early;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * All that a source is told at once about what subscribers want. A plan is immutable. A plan's generation is the former
 * plan's plus one. What a source learns of cgroups and processes under one generation says nothing under another.
 *
 * @param generation  number of the plan, from 1 on; 0 is {@link #NONE}
 * @param subscribers at most {@link #MOST_SUBSCRIBERS}; wherever subscribers are given as bits, bit <i>i</i> stands for
 *                    the subscriber at place <i>i</i>
 */
public record EarlyPlan(long generation, List<Subscriber> subscribers) {
    /** A mask of subscribers has 64 bits. */
    public static final int MOST_SUBSCRIBERS = Long.SIZE;

    /** All bits: every subscriber, also of a plan that will come. */
    public static final long EVERYBODY = ~0L;

    /** Before the first plan: nobody wants anything. */
    public static final EarlyPlan NONE = new EarlyPlan(0, List.of());

    public EarlyPlan {
        subscribers = List.copyOf(subscribers);
        if (subscribers.size() > MOST_SUBSCRIBERS) {
            throw new IllegalArgumentException(subscribers.size() + " subscribers are more than a mask has bits");
        }
    }

    /** The plan that follows this one. */
    public EarlyPlan next(List<Subscriber> wanted) {
        return new EarlyPlan(generation + 1, wanted);
    }

    /** The next plan with the same subscribers. It voids all that was learnt under this one. */
    public EarlyPlan again() {
        return next(subscribers);
    }

    /** Catalogue ids of all events that a subscriber wants. */
    public BitSet events() {
        BitSet all = new BitSet();
        subscribers.forEach(subscriber -> all.or(subscriber.events()));
        return all;
    }

    /** Processes that are never born exempt, whoever their parent is. */
    public Set<Integer> roots() {
        Set<Integer> all = new HashSet<>();
        subscribers.forEach(subscriber -> all.addAll(subscriber.roots()));
        return all;
    }
}
