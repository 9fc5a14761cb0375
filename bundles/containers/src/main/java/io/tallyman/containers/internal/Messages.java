package io.tallyman.containers.internal;

import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.api.runtime.ContainerRuntime;
import io.tallyman.containers.internal.attribution.Attribution;
import io.tallyman.containers.internal.attribution.CgroupTree;
import io.tallyman.containers.internal.attribution.KnownContainer;
import io.tallyman.containers.internal.attribution.KnownContainers;
import io.tallyman.containers.internal.attribution.TrackedContainer;
import io.tallyman.containers.internal.authority.Authority;
import io.tallyman.containers.internal.conversation.RuntimeAccess;
import io.tallyman.containers.internal.inbox.Message;
import io.tallyman.containers.internal.naming.Naming;
import java.util.List;

/** What each message of another thread changes in the table. Reader thread only. */
final class Messages {
    private final RuntimeAccess runtimes;
    private final CgroupTree tree;
    private final Attribution attribution;
    private final KnownContainers knownContainers;
    private final Naming naming;
    private final ContainerUpdates updates;
    private final CgroupRecords cgroups;
    /** The runtimes, and the newest connection to one, when all paths were read last. */
    private List<ContainerRuntime> matched;
    private long matchedConnection;

    Messages(RuntimeAccess runtimes, CgroupTree tree, Attribution attribution, KnownContainers knownContainers,
            Naming naming, ContainerUpdates updates, CgroupRecords cgroups) {
        this.runtimes = runtimes;
        this.tree = tree;
        this.attribution = attribution;
        this.knownContainers = knownContainers;
        this.naming = naming;
        this.updates = updates;
        this.cgroups = cgroups;
        matched = runtimes.present();
    }

    void takeIn(Message message, long now) {
        if (message instanceof Message.Told told) {
            takeTold(told);
        } else if (message instanceof Message.Reply reply) {
            takeReply(reply, now);
        } else if (message instanceof Message.Dropped dropped) {
            knownContainers.dropped(dropped.origin(), dropped.id());
        } else if (message instanceof Message.Changed) {
            runtimesChanged(now);
        } else if (message instanceof Message.Wanted more) {
            updates.want(more.metadata(), now);
        } else if (message instanceof Message.Compared compared) {
            cgroups.compared(compared.differences(), now);
        }
    }

    /** The word of a daemon in a container that is gone would be kept for ever: nothing would end it. */
    private void takeTold(Message.Told told) {
        if (told.origin().authority() instanceof Authority.InContainer inside && tree.at(inside.cgroupPath()) == null) {
            return;
        }
        told.fragments().forEach(fragment -> attribution.learn(knownContainers.tell(told.origin(), fragment)));
    }

    private void takeReply(Message.Reply reply, long now) {
        TrackedContainer asker = (TrackedContainer) reply.question().asker();
        ContainerFragment fragment = reply.fragment();
        if (fragment != null) {
            boolean more = asker.known != null && asker.known.origin.equals(reply.origin());
            KnownContainer known = more ? knownContainers.merge(asker.known, fragment)
                    : knownContainers.tell(reply.origin(), fragment);
            known.inspected |= reply.question().full();
            attribution.learn(known);
        }
        naming.replied(asker, reply);
        if (!asker.forgotten) {
            naming.turn(asker, now);
            attribution.changed.add(asker);
        }
    }

    /** Paths are read again, since a runtime may read them by what it has learnt from its daemon. */
    private void runtimesChanged(long now) {
        List<ContainerRuntime> present = runtimes.present();
        long newest = runtimes.newestConnection();
        if (present != matched || newest != matchedConnection) {
            matched = present;
            matchedConnection = newest;
            tree.all().forEach(attribution::matchAgain);
        }
        updates.runtimesChanged(now);
    }
}
