package io.tallyman.engine.internal.dispatch;

import io.tallyman.engine.internal.session.Session;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * How long outputs whose full queue holds the reader back may do so while a session is stopped or changed. After that
 * time they drop and count, until no stop and no change waits any more. Thread-safe.
 */
public final class Patience {
    /** A stop or a change waits this long before it hurries. */
    public static final long MILLIS = 5_000;

    private final Supplier<Session[]> sessions;
    private final AtomicInteger hurries = new AtomicInteger();

    Patience(Supplier<Session[]> sessions) {
        this.sessions = sessions;
    }

    /** Lets no full output hold the reader back until {@link #calm}. */
    public void hurry() {
        if (hurries.getAndIncrement() == 0) {
            tell(false);
        }
    }

    /** Ends one {@link #hurry}. */
    public void calm() {
        if (hurries.decrementAndGet() == 0) {
            tell(true);
        }
    }

    private void tell(boolean patient) {
        for (Session session : sessions.get()) {
            session.patience(patient);
        }
    }
}
