package io.tallyman.containers.internal.inbox;

import io.tallyman.api.container.Metadata;
import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.containers.internal.authority.FragmentLimits;
import io.tallyman.containers.internal.authority.Origin;
import io.tallyman.containers.internal.cgroups.CgroupDifferences;
import java.util.List;

/** What another thread tells the reader thread. */
public sealed interface Message {
    /** What surrounds a message's content. */
    int BYTES = 64;

    /** What a daemon says without having been asked. */
    sealed interface Unasked extends Message {
        Origin origin();

        /** About how much memory the message takes. */
        long bytes();
    }

    /**
     * A runtime tells of containers by itself: one that was made, or some of those that exist.
     *
     * @param bytes about how much memory the fragments take
     */
    record Told(Origin origin, List<ContainerFragment> fragments, long bytes) implements Unasked {
        public Told(Origin origin, List<ContainerFragment> fragments) {
            this(origin, fragments, BYTES + fragments.stream().mapToLong(FragmentLimits::bytes).sum());
        }
    }

    /**
     * A daemon answers a question.
     *
     * @param fragment null where the daemon does not know the container, or has failed
     * @param failure  why the daemon has failed, or empty
     */
    record Reply(Origin origin, Question question, ContainerFragment fragment, String failure) implements Message {
    }

    /** A runtime has removed a container. */
    record Dropped(Origin origin, String id) implements Unasked {
        @Override
        public long bytes() {
            return BYTES + 2L * id.length();
        }
    }

    /** A runtime or a connection has come or gone. */
    record Changed() implements Message {
    }

    /** A session wants to know this much of each container from now on. */
    record Wanted(Metadata metadata) implements Message {
    }

    /** The table has been compared with the cgroup file system. */
    record Compared(CgroupDifferences differences) implements Message {
    }
}
