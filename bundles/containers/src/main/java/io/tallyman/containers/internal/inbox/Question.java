package io.tallyman.containers.internal.inbox;

import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.containers.internal.authority.Origin;

/**
 * A question to a daemon about one container. Every daemon that has accepted the question answers exactly once.
 *
 * @param asker the container whose name is wanted
 * @param id    the id by which the daemon should know the container
 * @param full  asks for everything, which may take as long as the container's start; else for what is quick to get
 * @param inbox where the answer goes
 */
public record Question(Asker asker, String id, boolean full, Inbox inbox) {
    /** A container of the table. This package need not know more of it. */
    public interface Asker {
    }

    /** A fragment with another id is no answer: some runtimes also find containers by name or by a part of the id. */
    public void answer(Origin origin, ContainerFragment fragment) {
        boolean right = fragment != null && fragment.id().equals(id);
        inbox.reply(new Message.Reply(origin, this, right ? fragment : null, ""));
    }

    public void fail(Origin origin, String reason) {
        inbox.reply(new Message.Reply(origin, this, null, reason));
    }
}
