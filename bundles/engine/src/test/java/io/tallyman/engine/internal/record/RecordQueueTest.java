package io.tallyman.engine.internal.record;

import static org.junit.jupiter.api.Assertions.*;

import io.tallyman.api.container.Container;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.testing.Containers;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RecordQueueTest {
    private static final int SMALL = RecordLayout.HEADER_SIZE;
    private final RecordQueue queue = new RecordQueue(1, false);
    private final ByteBuffer source = ByteBuffer.allocateDirect(RecordLayout.MAX_SIZE).order(ByteOrder.LITTLE_ENDIAN);

    private boolean offer(long number, int length, Container container) {
        source.putLong(0, number).putLong(length - 8 & ~7, number);
        return queue.offer(source, 0, length, container, List.of(), 0, false);
    }

    @Test
    void shouldHandOutInOrderWithTheirSnapshots() {
        Container web = Containers.complete(7);
        assertTrue(offer(1, SMALL, null));
        assertTrue(offer(2, SMALL + 41, web));
        List<String> seen = new ArrayList<>();
        assertEquals(2, queue.take((b, at, length, c, a) -> seen.add(b.getLong(at) + " " + length + " " + c), 9));
        assertEquals(List.of("1 168 null", "2 209 " + web), seen);
        assertTrue(queue.isEmpty());
        assertEquals(0, queue.take((b, at, length, c, a) -> fail("empty"), 9));
    }

    @Test
    void shouldTakeNoMoreThanTheLimit() {
        for (int i = 0; i < 7; i++) {
            assertTrue(offer(i, SMALL, null));
        }
        assertEquals(3, queue.take((b, at, length, c, a) -> { }, 3));
        assertEquals(4, queue.take((b, at, length, c, a) -> { }, 9));
    }

    @Test
    void shouldRefuseWhatDoesNotFitAndLoseNothingThen() {
        int accepted = 0;
        while (offer(accepted, SMALL, null)) {
            accepted++;
        }
        assertEquals(queue.capacity() / (SMALL + 8), accepted);
        long[] next = {0};
        queue.take((b, at, length, c, a) -> assertEquals(next[0]++, b.getLong(at)), 1);
        assertTrue(offer(accepted, SMALL, null));
        while (queue.take((b, at, length, c, a) -> assertEquals(next[0]++, b.getLong(at)), 64) > 0) {
            continue;
        }
        assertEquals(accepted + 1, next[0]);
    }

    /** An output that keeps up takes little memory, however large its queue may become. */
    @Test
    void shouldFillTheSameMemoryAgainWhereTheOutputKeepsUp() {
        RecordQueue large = new RecordQueue(4 << 20, false);
        long[] next = {0};
        for (int i = 0; i < 100_003; i++) {
            source.putLong(0, i);
            assertTrue(large.offer(source, 0, SMALL + i % 293, null, List.of(), 0, false));
            if (i % 7 == 6) {
                large.take((b, at, length, c, a) -> assertEquals(next[0]++, b.getLong(at)), 64);
            }
        }
        assertEquals(2, large.chunks());
    }

    /** A backlog as large as the queue may be comes and goes, at every place where chunks may begin. */
    @Test
    void shouldHoldABacklogAgainAndAgain() {
        RecordQueue large = new RecordQueue(1 << 20, false);
        long offered = 0;
        long[] next = {0};
        for (int round = 0; round < 23; round++) {
            int inRound = 0;
            for (; large.offer(source.putLong(0, offered), 0, SMALL + (int) (offered % 4_001), null, List.of(), 0, false); offered++) {
                inRound++;
            }
            assertTrue(large.size() > (1 << 20) - 2 * 4_200, large.size() + " bytes in round " + round);
            assertEquals(16, large.chunks());
            int left = round % 5 * 3;
            large.take((b, at, length, c, a) -> assertEquals(next[0]++, b.getLong(at)), inRound - left);
        }
        while (large.take((b, at, length, c, a) -> assertEquals(next[0]++, b.getLong(at)), 64) > 0) {
            continue;
        }
        assertEquals(offered, next[0]);
    }

    /** The place of a record is overwritten much later, or never. */
    @Test
    @Timeout(30)
    void shouldKeepNoContainerAliveThatWasTaken() throws InterruptedException {
        WeakReference<Container> web = offerContainer();
        int[] named = {0};
        assertEquals(1, queue.take((b, at, length, c, a) -> named[0] += c == null ? 0 : 1, 9));
        assertEquals(1, named[0]);
        while (web.get() != null) {
            System.gc();
            Thread.sleep(1);
        }
        assertEquals(0, queue.size());
    }

    private WeakReference<Container> offerContainer() {
        Container web = Containers.complete(7);
        assertTrue(offer(1, SMALL, web));
        return new WeakReference<>(web);
    }

    @Test
    void shouldRefuseWhoeverHoldsMostAndKeepRoomForTheOthers() {
        int accepted = 0;
        while (queue.offer(source, 0, SMALL, null, List.of(), 300, true)) {
            accepted++;
        }
        int entries = queue.capacity() / (SMALL + 8);
        assertEquals(entries * 8 / 9, accepted);
        int quiet = 0;
        while (quiet < 57 && queue.offer(source, 0, SMALL, null, List.of(), 7, true)) {
            quiet++;
        }
        assertEquals(57, quiet);
        assertFalse(queue.offer(source, 0, SMALL, null, List.of(), 300, true));
        assertTrue(queue.offer(source, 0, SMALL, null, List.of(), 300, false));
        assertEquals(accepted + quiet + 1, queue.take((b, at, length, c, a) -> { }, Integer.MAX_VALUE));
        for (int i = 0; i < accepted; i++) {
            assertTrue(queue.offer(source, 0, SMALL, null, List.of(), 300, true), "after " + i);
        }
    }

    @Test
    void shouldShareAmongThoseThatAreLoud() {
        int[] accepted = new int[3];
        for (int i = 0; i < 3 * queue.capacity() / SMALL; i++) {
            accepted[i % 3] += queue.offer(source, 0, SMALL, null, List.of(), 1 + i % 3, true) ? 1 : 0;
        }
        int share = queue.capacity() / (SMALL + 8) * 8 / 25;
        for (int of : accepted) {
            assertTrue(Math.abs(of - share) <= 1, of + " of " + share);
        }
        assertTrue(queue.offer(source, 0, SMALL, null, List.of(), 9, true));
    }

    @Test
    @Timeout(60)
    void shouldCarryEveryRecordOfAnySizeAcrossThreadsOnce() throws InterruptedException {
        int total = 1_000_003;
        Thread offering = new Thread(() -> {
            SplittableRandom random = new SplittableRandom(5);
            for (int i = 0; i < total; i++) {
                int length = random.nextInt(100) == 0 ? random.nextInt(SMALL, RecordLayout.MAX_SIZE)
                        : random.nextInt(SMALL, 400);
                while (!offer(i, length, null)) {
                    Thread.yield();
                }
            }
        });
        offering.start();
        long[] next = {0};
        while (next[0] < total) {
            queue.take((b, at, length, c, a) -> {
                assertEquals(next[0], b.getLong(at));
                assertEquals(next[0]++, b.getLong(at + (length - 8 & ~7)));
            }, 64);
        }
        offering.join();
        assertTrue(queue.isEmpty());
        assertEquals(0, queue.size());
    }
}
