package io.tallyman.containers.internal.conversation;

import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.containers.internal.authority.Authority;
import io.tallyman.containers.internal.authority.Origin;
import io.tallyman.containers.internal.inbox.Inbox;
import io.tallyman.containers.internal.inbox.Message;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Passes what daemons say to all tables, and numbers the connections. Thread-safe. */
public final class Inboxes implements Endpoint.Audience {
    private final List<Inbox> inboxes = new CopyOnWriteArrayList<>();
    private final AtomicLong connections = new AtomicLong();
    private final Map<Origin, Long> lastConnections = new ConcurrentHashMap<>();

    public void add(Inbox inbox) {
        inboxes.add(inbox);
    }

    /** @return whether this was the last inbox */
    public boolean remove(Inbox inbox) {
        return inboxes.remove(inbox) && inboxes.isEmpty();
    }

    public List<Inbox> all() {
        return inboxes;
    }

    /** Serial of the newest connection to any runtime. */
    public long newestConnection() {
        return connections.get();
    }

    /** Serial of the newest connection to any of these daemons; 0: there was none. */
    public long newestConnection(Origin daemons) {
        return lastConnections.entrySet().stream().filter(last -> last.getKey().answersFor(daemons))
                .mapToLong(Map.Entry::getValue).max().orElse(0);
    }

    /** Forgets the connections of an authority that will not come back. */
    public void forget(Authority gone) {
        lastConnections.keySet().removeIf(origin -> origin.authority().equals(gone));
    }

    @Override
    public void told(Origin origin, List<ContainerFragment> fragments) {
        Message.Told told = new Message.Told(origin, fragments);
        inboxes.forEach(inbox -> inbox.tell(told));
    }

    @Override
    public void dropped(Origin origin, String id) {
        Message.Dropped dropped = new Message.Dropped(origin, id);
        inboxes.forEach(inbox -> inbox.tell(dropped));
    }

    @Override
    public long connected(Origin origin) {
        long serial = connections.incrementAndGet();
        lastConnections.merge(origin, serial, Math::max);
        return serial;
    }

    @Override
    public void changed() {
        inboxes.forEach(inbox -> inbox.reply(new Message.Changed()));
    }
}
