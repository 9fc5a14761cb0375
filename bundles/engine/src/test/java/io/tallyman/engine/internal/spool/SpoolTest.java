package io.tallyman.engine.internal.spool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.engine.internal.spool.SpoolReader.Block;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpoolTest extends SpoolFixture {
    @Test
    void shouldGiveBlocksOutInOrderAndForgetThem() throws Exception {
        Spool spool = open(MEGABYTE);
        SpoolReader reader = spool.reader();
        append(spool, 7, 0, 13);
        assertCounts(spool.status(), 20, 0, 0, 0, 0);
        assertTrue(spool.isBehind());
        assertEquals(numbers(0, 20), drain(reader));
        assertFalse(spool.isBehind());
        spool.close();
        assertEquals(List.of(), files());
        assertCounts(spool.status(), 0, 0, 0, 0, 0);
    }

    @Test
    void shouldKeepABlockUntilItIsAcknowledged() throws Exception {
        Spool spool = open(MEGABYTE);
        SpoolReader first = spool.reader();
        append(spool, 7, 5);
        Block block = first.take(0);
        assertCounts(spool.status(), 12, 0, 0, 0, 0);
        SpoolReader second = spool.reader();
        assertFalse(first.acknowledge(block, false));
        assertNull(first.take(0));
        assertEquals(numbers(0, 12), drain(second));
        assertCounts(spool.status(), 0, 0, 0, 0, 7);
        spool.close();
    }

    @Test
    void shouldGiveOutAgainWhatWasLeftAtTheEnd() throws Exception {
        Spool spool = open(MEGABYTE);
        SpoolReader reader = spool.reader();
        append(spool, 7, 5, 3);
        reader.acknowledge(reader.take(0), false);
        spool.close();
        Spool again = open(MEGABYTE);
        assertCounts(again.status(), 8, 8, 0, 0, 0);
        append(again, 11);
        assertEquals(numbers(7, 26), drain(again.reader()));
        assertCounts(again.status(), 0, 8, 0, 0, 0);
        again.close();
    }

    @Test
    void shouldCountTheOneBlockThatMayArriveTwice() throws Exception {
        Spool killed = open(MEGABYTE);
        append(killed, 7, 5, 3);
        SpoolReader reader = killed.reader();
        reader.acknowledge(reader.take(0), false);
        reader.take(0);
        Spool again = open(MEGABYTE);
        assertEquals(numbers(7, 15), drain(again.reader()));
        assertCounts(again.status(), 0, 8, 0, 0, 5);
        again.close();
    }

    @Test
    void shouldDropTheOldestAndCountThemExactly() throws Exception {
        Spool spool = open(MEGABYTE);
        SpoolReader reader = spool.reader();
        append(spool, 1_009);
        Block underWay = reader.take(0);
        for (int i = 0; i < 199; i++) {
            append(spool, 1_009);
            assertTrue(spool.status().bytes() <= MEGABYTE);
        }
        long dropped = spool.status().dropped();
        assertEquals(200 * 1_009, dropped + spool.status().events());
        assertTrue(dropped > 60_000 && dropped % 1_009 == 0, "dropped " + dropped);
        assertTrue(reader.acknowledge(underWay, false));
        assertEquals(numbers(1_009 + dropped, 200 * 1_009), drain(reader));
        assertEquals("its spool was full", spool.lastTrouble());
        assertCounts(spool.status(), 0, 0, dropped, 0, 0);
        spool.close();
    }

    @Test
    void shouldDropABlockThatIsLargerThanItself() throws Exception {
        Spool spool = open(MEGABYTE);
        append(spool, 3, 131_101, 5);
        List<Long> kept = new ArrayList<>(numbers(0, 3));
        kept.addAll(numbers(131_104, 131_109));
        assertEquals(kept, drain(spool.reader()));
        assertCounts(spool.status(), 0, 0, 131_101, 0, 0);
        spool.close();
    }

    @Test
    void shouldDropABlockUnderWayThatNobodyDelivers() throws Exception {
        Spool spool = open(MEGABYTE);
        append(spool, 7_001);
        spool.reader().take(0);
        for (int i = 0; i < 40; i++) {
            append(spool, 7_001);
        }
        long first = spool.status().dropped();
        SpoolReader other = spool.reader();
        assertEquals(first + 7_001, spool.status().dropped());
        assertEquals(numbers(first + 7_001, 41 * 7_001), drain(other));
        spool.close();
    }

    @Test
    void shouldWakeAReaderThatWaits() throws Exception {
        Spool spool = open(MEGABYTE);
        SpoolReader reader = spool.reader();
        List<Long> got = new ArrayList<>();
        Thread waiting = new Thread(() -> {
            try {
                got.addAll(numbers(reader.take(60_000)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        waiting.start();
        while (waiting.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        append(spool, 3);
        waiting.join(60_000);
        assertEquals(numbers(0, 3), got);
        spool.close();
    }
}
