package io.tallyman.containers.internal;

import java.util.Comparator;
import java.util.PriorityQueue;

/** When to look at which container next; a container's newest timer replaces its former ones. Reader thread only. */
final class Timers {
    private record Timer(long at, Tracked container, int stamp) {
    }

    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::at));

    void set(Tracked container, long at) {
        container.timer++;
        if (at != Tracked.NEVER) {
            timers.add(new Timer(at, container, container.timer));
        }
    }

    /** The next container whose time has come, or null. */
    Tracked due(long now) {
        Timer first;
        while ((first = timers.peek()) != null && first.at() - now <= 0) {
            timers.poll();
            if (first.container().timer == first.stamp()) {
                return first.container();
            }
        }
        return null;
    }

    /** When the next timer is due, perhaps a replaced one, or {@link Tracked#NEVER}. */
    long next() {
        Timer first = timers.peek();
        return first == null ? Tracked.NEVER : first.at();
    }

    int size() {
        return timers.size();
    }
}
