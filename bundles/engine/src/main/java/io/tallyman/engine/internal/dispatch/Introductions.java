package io.tallyman.engine.internal.dispatch;

import io.tallyman.containers.ContainerState;
import io.tallyman.engine.internal.session.Session;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Tells each session once of each container that was there before the session could see it made. A session that wants
 * names is told when the container has its name, or when it is certain that the name does not come. Reader thread only.
 */
final class Introductions {
    private final BiConsumer<Session, ContainerState> teller;
    /** Sessions that have yet to be told of a container, which has no name so far. */
    private final Map<ContainerState, List<Session>> owed = new IdentityHashMap<>();

    /** @param teller tells a session of a container as it is known now */
    Introductions(BiConsumer<Session, ContainerState> teller) {
        this.teller = teller;
    }

    /** Tells the session now, or once the container's name is there. */
    void introduce(Session session, ContainerState state) {
        if (state.isResolved() || !session.enriches()) {
            teller.accept(session, state);
        } else {
            owed.computeIfAbsent(state, key -> new ArrayList<>(1)).add(session);
        }
    }

    /** The container has its name, or finally none. */
    void resolved(ContainerState state) {
        List<Session> sessions = owed.remove(state);
        if (sessions != null) {
            sessions.forEach(session -> teller.accept(session, state));
        }
    }

    /** Whether the session has yet to be told of a container. */
    boolean areOwedTo(Session session) {
        return owed.values().stream().anyMatch(sessions -> sessions.contains(session));
    }

    /** The session ends: it is told of the containers that are left as they are known now. */
    void conclude(Session session) {
        owed.forEach((state, sessions) -> {
            if (sessions.remove(session)) {
                teller.accept(session, state);
            }
        });
    }

    /** The session is told nothing any more. */
    void forget(Session session) {
        owed.values().forEach(sessions -> sessions.remove(session));
        owed.values().removeIf(List::isEmpty);
    }
}
