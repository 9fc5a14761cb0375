package io.tallyman.engine.internal.filtering;

import static org.junit.jupiter.api.Assertions.*;

import io.tallyman.engine.early.EarlyPlan;
import io.tallyman.engine.early.Subscriber;
import io.tallyman.engine.internal.process.Processes;
import io.tallyman.engine.internal.session.Session;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubscribersTest {
    private static Session[] sessions(int count) {
        return Collections.nCopies(count, FakeSessions.unfiltered()).toArray(Session[]::new);
    }

    @Test
    void shouldGiveEachSessionItsBitAndTheEngineTheLastOne() {
        assertEquals(1, Subscribers.bit(0));
        assertEquals(4, Subscribers.bit(2));
        List<Subscriber> subscribers = Subscribers.of(sessions(3));
        assertEquals(4, subscribers.size());
        BitSet exec = new BitSet();
        exec.set(Processes.EXEC.id());
        assertEquals(exec, subscribers.get(3).events());
    }

    /** However many sessions there are, a mask of 64 bits has room for them. */
    @Test
    void shouldLetSessionsShareTheLastBitButOne() {
        for (int count : new int[] {61, 62, 63, 64, 201}) {
            EarlyPlan plan = EarlyPlan.NONE.next(Subscribers.of(sessions(count)));
            assertEquals(Math.min(count, 63) + 1, plan.subscribers().size());
            for (int i = 0; i < count; i++) {
                assertNotEquals(1L << plan.subscribers().size() - 1, Subscribers.bit(i), "the engine's bit");
                assertTrue(Long.numberOfTrailingZeros(Subscribers.bit(i)) < plan.subscribers().size());
            }
        }
        assertNotEquals(Subscribers.bit(60), Subscribers.bit(61));
        assertNotEquals(Subscribers.bit(61), Subscribers.bit(62));
        assertEquals(Subscribers.bit(62), Subscribers.bit(200));
    }

    @Test
    void shouldRefuseAPlanWithMoreSubscribersThanBits() {
        List<Subscriber> many = Collections.nCopies(65, new Subscriber(new BitSet(), List.of()));
        assertThrows(IllegalArgumentException.class, () -> EarlyPlan.NONE.next(many));
        assertEquals(64, EarlyPlan.NONE.next(many.subList(0, 64)).subscribers().size());
    }

    @Test
    void shouldNumberPlansOneAfterAnother() {
        EarlyPlan first = EarlyPlan.NONE.next(List.of(new Subscriber(new BitSet(), List.of())));
        assertEquals(1, first.generation());
        assertEquals(2, first.again().generation());
        assertEquals(first.subscribers(), first.again().subscribers());
    }
}
