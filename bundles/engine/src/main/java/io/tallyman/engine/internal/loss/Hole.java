package io.tallyman.engine.internal.loss;

import io.tallyman.api.container.Container;
import java.util.Locale;

/**
 * Events that are missing in an output, for one reason and of one owner.
 *
 * @param reason    name of a counter, or what {@code docs/counters.md} lists beside the counters
 * @param whose     whose events they were
 * @param container their container, or null where {@code whose} is not {@link Whose#CONTAINER}
 * @param count     how many
 * @param first     none of them is older, in nanoseconds since the epoch
 * @param last      none of them is newer
 */
public record Hole(String reason, Whose whose, Container container, long count, long first, long last) {
    /** For this reason an output's own queue loses events. */
    public static final String QUEUE_FULL = "queue_full";
    /** For this reason an output's printer or destination loses events. */
    public static final String OUTPUT_FAILED = "output_failed";
    /** For this reason somebody does not get events: somebody has asked for a limit. */
    public static final String LIMITED = "limited";
    /** For this reason a ring buffer loses events, whichever of its counters says so. */
    public static final String RING_FULL = "ring_full";

    /** What one event tells: the reason, and whose events are missing; of a container, the id of its cgroup, else 0. */
    public record Key(String reason, Whose whose, long cgroup) {
    }

    /** Whose events are missing. */
    public enum Whose {
        CONTAINER,
        HOST,
        /** More containers have lost events than are told of one by one. */
        SEVERAL,
        UNKNOWN;

        /** As the event {@code lost} says it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The one that says this; {@link #UNKNOWN} where none does. */
        public static Whose of(String word) {
            for (Whose each : values()) {
                if (each.word().equals(word)) {
                    return each;
                }
            }
            return UNKNOWN;
        }
    }

    /** Events of a container that is known, or of the host. */
    public static Hole of(String reason, Container container, long count, long first, long last) {
        return new Hole(reason, container == null ? Whose.HOST : Whose.CONTAINER, container, count, first, last);
    }

    /** Events of nobody knows whom. */
    public static Hole unknown(String reason, long count, long first, long last) {
        return new Hole(reason, Whose.UNKNOWN, null, count, first, last);
    }

    /** Holes with the same key are told by one event. */
    public Key key() {
        return new Key(reason, whose, cgroup());
    }

    /** Id of the container's cgroup, or 0. */
    public long cgroup() {
        return container == null ? 0 : container.cgroupId();
    }

    /** Both together, with the newer snapshot. */
    Hole plus(Hole later) {
        return new Hole(reason, whose, later.container, count + later.count, Math.min(first, later.first),
                Math.max(last, later.last));
    }

    /** The same events, told as those of several containers. */
    Hole ofSeveral() {
        return new Hole(reason, Whose.SEVERAL, null, count, first, last);
    }
}
