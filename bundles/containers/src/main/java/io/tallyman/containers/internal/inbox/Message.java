package io.tallyman.containers.internal.inbox;

import io.tallyman.api.container.Metadata;
import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.containers.internal.authority.Origin;
import io.tallyman.containers.internal.cgroups.CgroupDifferences;
import java.util.List;

/** What other threads have to say to the reader thread. */
public sealed interface Message {
    /** A runtime tells of containers by itself: one that was made, or all there are. */
    record Told(Origin origin, List<ContainerFragment> fragments) implements Message {
    }

    /**
     * A runtime answers.
     *
     * @param fragment null where it does not know the container, or has failed
     * @param failure  why it has failed, or empty
     */
    record Reply(Origin origin, Question question, ContainerFragment fragment, String failure) implements Message {
    }

    /** A runtime has removed a container. */
    record Dropped(Origin origin, String id) implements Message {
    }

    /** A runtime or a connection has come or gone. */
    record Changed() implements Message {
    }

    /** So much of each container is wanted from now on. */
    record Wanted(Metadata metadata) implements Message {
    }

    /** The table has been compared with the cgroup file system. */
    record Compared(CgroupDifferences differences) implements Message {
    }
}
