package io.tallyman.engine.internal.spool;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.engine.internal.spool.SpoolReader.Block;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
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
        assertEquals(numbers(0, 3, 131_104, 131_109), drain(spool.reader()));
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

    @Test
    void shouldKeepABlockThatOnlyTellsWhatIsLost() throws Exception {
        Spool spool = open(MEGABYTE);
        append(spool, 7);
        assertEquals(numbers(0, 7), drain(spool.reader()));
        assertTrue(spool.append(new byte[] {5, 6}, 0, 2, 0, 1));
        assertTrue(spool.isBehind());
        spool.reader().take(0);
        assertTrue(spool.isBehind());
        spool.close();
        Spool again = open(MEGABYTE);
        assertTrue(again.isBehind());
        SpoolReader reader = again.reader();
        Block block = reader.take(0);
        assertArrayEquals(new byte[] {5, 6}, block.bytes());
        assertEquals(1, block.told());
        assertTrue(reader.acknowledge(block, false));
        assertFalse(again.isBehind());
        again.close();
        assertEquals(List.of(), files());
    }

    @Test
    void shouldSayWhetherABlockIsKept() throws Exception {
        Spool spool = open(MEGABYTE);
        assertTrue(spool.append(new byte[8], 0, 8, 1, 0));
        assertFalse(spool.append(new byte[1 << 20], 0, 1 << 20, 1, 1));
        assertCounts(spool.status(), 1, 0, 1, 0, 0);
        spool.close();
    }

    /** A disk that hangs holds up the spool's readers and writers, but nobody who only looks. */
    @Test
    void shouldShowItselfWhileTheDiskHangs() throws Exception {
        Spool spool = open(MEGABYTE);
        append(spool, 7);
        spool.append(new byte[1 << 20], 0, 1 << 20, 3, 0);
        synchronized (spool) {
            assertCounts(elsewhere(spool::status), 7, 0, 3, 0, 0);
            assertEquals("its spool: a block is larger than the spool", elsewhere(spool::lastTrouble));
            assertTrue(elsewhere(spool::isBehind));
        }
        spool.close();
    }

    private static <T> T elsewhere(Supplier<T> look) throws Exception {
        return CompletableFuture.supplyAsync(look, each -> new Thread(each).start()).get(30, TimeUnit.SECONDS);
    }

    /** A process that is killed in between must not find its position in a file that is gone. */
    @Test
    void shouldMoveItsPositionBeforeItDeletesAFile() throws Exception {
        append(open(MEGABYTE), 7);
        Spool spool = open(MEGABYTE);
        append(spool, 5);
        SpoolReader reader = spool.reader();
        Block block = reader.take(0);
        try (WatchService watch = directory.getFileSystem().newWatchService()) {
            directory.register(watch, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_DELETE);
            assertTrue(reader.acknowledge(block, false));
            WatchEvent<?> first = watch.poll(30, TimeUnit.SECONDS).pollEvents().get(0);
            assertEquals("position", first.context().toString());
        }
        assertEquals(1, files().size());
        spool.close();
    }
}
