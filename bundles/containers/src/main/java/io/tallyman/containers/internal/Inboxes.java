package io.tallyman.containers.internal;

import io.tallyman.api.runtime.ContainerFragment;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Passes to all tables what daemons say, and numbers the connections. Thread-safe. */
final class Inboxes implements Endpoint.Audience {
    private final List<Inbox> inboxes = new CopyOnWriteArrayList<>();
    private final AtomicLong connections = new AtomicLong();
    private final Map<String, Long> lastConnections = new ConcurrentHashMap<>();

    void add(Inbox inbox) {
        inboxes.add(inbox);
    }

    /** @return whether it was the last one */
    boolean remove(Inbox inbox) {
        return inboxes.remove(inbox) && inboxes.isEmpty();
    }

    List<Inbox> all() {
        return inboxes;
    }

    /** Serial of the newest connection to any runtime. */
    long newestConnection() {
        return connections.get();
    }

    /** Serial of the newest connection to this runtime; 0: there was none. */
    long newestConnection(String runtime) {
        return lastConnections.getOrDefault(runtime, 0L);
    }

    @Override
    public void told(Origin origin, List<ContainerFragment> fragments) {
        Answer.Told told = new Answer.Told(origin, fragments);
        inboxes.forEach(inbox -> inbox.tell(told));
    }

    @Override
    public void dropped(Origin origin, String id) {
        Answer.Dropped dropped = new Answer.Dropped(origin, id);
        inboxes.forEach(inbox -> inbox.tell(dropped));
    }

    @Override
    public long connected(Origin origin) {
        long serial = connections.incrementAndGet();
        lastConnections.merge(origin.runtime(), serial, Math::max);
        return serial;
    }

    @Override
    public void changed() {
        inboxes.forEach(inbox -> inbox.reply(new Answer.Changed()));
    }
}
