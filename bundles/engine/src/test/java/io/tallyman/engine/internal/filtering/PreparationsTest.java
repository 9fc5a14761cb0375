package io.tallyman.engine.internal.filtering;

import static org.junit.jupiter.api.Assertions.*;

import io.tallyman.api.source.RecordHandler;
import io.tallyman.api.source.SourceException;
import io.tallyman.engine.internal.session.Session;
import io.tallyman.testing.QuietSource;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PreparationsTest {
    private static final int REFUSED = 13;
    private static final int UNAVAILABLE = 17;

    private final Source source = new Source();
    private final Preparations preparations = new Preparations(source);
    private final Session first = FakeSessions.unfiltered();
    private final Session second = FakeSessions.unfiltered();

    /** Refuses one event, lacks another, and may be slow. */
    private static final class Source extends QuietSource {
        volatile BitSet ready = new BitSet();
        volatile CountDownLatch entered = new CountDownLatch(0);
        volatile CountDownLatch slow = new CountDownLatch(0);

        Source() {
            super("fake");
        }

        @Override
        public int poll(RecordHandler handler) {
            return 0;
        }

        @Override
        public String whyUnavailable(int event) {
            return event == UNAVAILABLE ? "the test says so" : null;
        }

        @Override
        public void prepare(BitSet ids) throws SourceException {
            entered.countDown();
            try {
                slow.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            if (ids.get(REFUSED)) {
                throw new SourceException("refused", null);
            }
            ready = ids;
        }
    }

    private static BitSet ids(int... all) {
        BitSet ids = new BitSet();
        for (int id : all) {
            ids.set(id);
        }
        return ids;
    }

    @Test
    void shouldKeepTheSourceReadyForAllSessionsAndForNothingElse() throws Exception {
        preparations.prepare(first, ids(1, 2));
        preparations.prepare(second, ids(2, 3, UNAVAILABLE));
        assertEquals(ids(1, 2, 3), source.ready);
        preparations.prepare(first, ids(4));
        assertEquals(ids(1, 2, 3, 4), source.ready, "the former plan of the session is still in force");
        preparations.settle(first, ids(4));
        assertEquals(ids(2, 3, 4), source.ready);
        preparations.settle(second, ids());
        assertEquals(ids(4), source.ready);
    }

    @Test
    void shouldNotAskAgainForWhatTheSourceHasRefused() throws Exception {
        preparations.prepare(first, ids(1));
        assertThrows(SourceException.class, () -> preparations.prepare(second, ids(2, REFUSED)));
        preparations.settle(second, ids());
        preparations.prepare(first, ids(3));
        assertEquals(ids(1, 3), source.ready);
    }

    /** The end of a session does not wait while another session loads its programs, and is not forgotten either. */
    @Test
    void shouldNotWaitForAnotherSessionsPreparation() throws Exception {
        preparations.prepare(first, ids(1));
        source.entered = new CountDownLatch(1);
        source.slow = new CountDownLatch(1);
        CompletableFuture<Void> loading = CompletableFuture.runAsync(() -> {
            try {
                preparations.prepare(second, ids(2));
            } catch (SourceException e) {
                throw new AssertionError(e);
            }
        });
        assertTrue(source.entered.await(10, TimeUnit.SECONDS));
        preparations.settle(first, ids());
        assertEquals(ids(1), source.ready);
        source.slow.countDown();
        loading.get(10, TimeUnit.SECONDS);
        assertEquals(ids(2), source.ready);
    }
}
