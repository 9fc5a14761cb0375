package io.tallyman.engine.internal.dispatch;

import io.tallyman.api.container.Container;
import io.tallyman.engine.internal.filtering.Subscribers;
import io.tallyman.engine.internal.record.RecordView;
import io.tallyman.engine.internal.session.Session;
import java.nio.ByteBuffer;

/** The sessions that take part. The reader thread alone changes the set and offers events; any thread may look. */
final class SessionSet {
    private volatile Session[] all = {};
    private final OwnContainer own;
    private volatile boolean enriching;

    /** @param own the container whose events no session gets */
    SessionSet(OwnContainer own) {
        this.own = own;
    }

    /** From the next record on these are the sessions. The array must not be changed any more. */
    void set(Session[] now) {
        boolean any = false;
        for (Session session : now) {
            any |= session.enriches();
        }
        all = now;
        enriching = any;
    }

    /** The sessions in the order of their subscribers' bits; not to be changed. */
    Session[] all() {
        return all;
    }

    /** No session gets events of this container; null is the host. Reader thread. */
    boolean leavesOut(Container container) {
        return own.isLeftOut(container);
    }

    /** A session waits for the names of containers. */
    boolean isEnriching() {
        return enriching;
    }

    /**
     * Offers the event that the view shows to the sessions.
     *
     * @param unnamed     only to those sessions that do not wait for names
     * @param subscribers bits of the sessions that may want the event
     */
    void offer(RecordView view, ByteBuffer buffer, int offset, int length, boolean unnamed, long subscribers) {
        final Session[] now = all;
        final int event = view.type().id();
        final Container container = view.container();
        if (own.isLeftOut(container)) {
            return;
        }
        for (int i = 0; i < now.length; i++) {
            Session session = now[i];
            boolean may = (subscribers & Subscribers.bit(i)) != 0;
            if (may && !session.isDraining() && !(unnamed && session.enriches())) {
                session.offer(view, event, buffer, offset, length);
            }
        }
    }
}
