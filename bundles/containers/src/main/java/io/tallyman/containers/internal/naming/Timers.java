package io.tallyman.containers.internal.naming;

import io.tallyman.containers.internal.attribution.TrackedContainer;
import java.util.Comparator;
import java.util.PriorityQueue;

/** When to look at which container next; a container's newest timer replaces its former ones. Reader thread only. */
public final class Timers {
    private record Timer(long at, TrackedContainer container, int stamp) {
    }

    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::at));

    public void set(TrackedContainer container, long at) {
        container.naming.timer++;
        if (at != TrackedContainer.NEVER) {
            timers.add(new Timer(at, container, container.naming.timer));
        }
    }

    /** The next container whose time has come, or null. */
    public TrackedContainer due(long now) {
        Timer first;
        while ((first = timers.peek()) != null && first.at() - now <= 0) {
            timers.poll();
            if (first.container().naming.timer == first.stamp()) {
                return first.container();
            }
        }
        return null;
    }

    /** When the next timer is due, perhaps a replaced one, or {@link TrackedContainer#NEVER}. */
    public long next() {
        Timer first = timers.peek();
        return first == null ? TrackedContainer.NEVER : first.at();
    }

    public int size() {
        return timers.size();
    }
}
