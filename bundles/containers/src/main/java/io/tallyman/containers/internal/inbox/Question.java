package io.tallyman.containers.internal.inbox;

import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.containers.internal.authority.Origin;

/**
 * What a runtime is asked on behalf of one container. Every daemon that has accepted it answers exactly once.
 *
 * @param asker whose name is wanted
 * @param id    the id that its runtime should know
 * @param full  everything there is, which may take as long as the container's start; else what is quick to get
 * @param inbox where the answer goes
 */
public record Question(Asker asker, String id, boolean full, Inbox inbox) {
    /** Something that can have a name: the table's container, which this package need not know. */
    public interface Asker {
    }

    /** A runtime that finds containers by a part of their id, or by name, has not answered this question. */
    public void answer(Origin origin, ContainerFragment fragment) {
        boolean right = fragment != null && fragment.id().equals(id);
        inbox.reply(new Message.Reply(origin, this, right ? fragment : null, ""));
    }

    public void fail(Origin origin, String reason) {
        inbox.reply(new Message.Reply(origin, this, null, reason));
    }
}
