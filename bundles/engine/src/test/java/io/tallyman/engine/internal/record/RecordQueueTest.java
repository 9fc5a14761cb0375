package io.tallyman.engine.internal.record;

import static org.junit.jupiter.api.Assertions.*;

import io.tallyman.api.container.Container;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.testing.Containers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RecordQueueTest {
    private static final int SMALL = RecordLayout.HEADER_SIZE;
    private final RecordQueue queue = new RecordQueue(1);
    private final ByteBuffer source = ByteBuffer.allocateDirect(RecordLayout.MAX_SIZE).order(ByteOrder.LITTLE_ENDIAN);

    private boolean offer(long number, int length, Container container) {
        source.putLong(0, number).putLong(length - 8 & ~7, number);
        return queue.offer(source, 0, length, container);
    }

    @Test
    void shouldHandOutInOrderWithTheirSnapshots() {
        Container web = Containers.complete(7);
        assertTrue(offer(1, SMALL, null));
        assertTrue(offer(2, SMALL + 41, web));
        List<String> seen = new ArrayList<>();
        assertEquals(2, queue.take((b, at, length, c) -> seen.add(b.getLong(at) + " " + length + " " + c), 9));
        assertEquals(List.of("1 160 null", "2 201 " + web), seen);
        assertTrue(queue.isEmpty());
        assertEquals(0, queue.take((b, at, length, c) -> fail("empty"), 9));
    }

    @Test
    void shouldTakeNoMoreThanTheLimit() {
        for (int i = 0; i < 7; i++) {
            assertTrue(offer(i, SMALL, null));
        }
        assertEquals(3, queue.take((b, at, length, c) -> { }, 3));
        assertEquals(4, queue.take((b, at, length, c) -> { }, 9));
    }

    @Test
    void shouldRefuseWhatDoesNotFitAndLoseNothingThen() {
        int accepted = 0;
        while (offer(accepted, SMALL, null)) {
            accepted++;
        }
        assertEquals(queue.capacity() / (SMALL + 8), accepted);
        long[] next = {0};
        queue.take((b, at, length, c) -> assertEquals(next[0]++, b.getLong(at)), 1);
        assertTrue(offer(accepted, SMALL, null));
        while (queue.take((b, at, length, c) -> assertEquals(next[0]++, b.getLong(at)), 64) > 0) {
            continue;
        }
        assertEquals(accepted + 1, next[0]);
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
            queue.take((b, at, length, c) -> {
                assertEquals(next[0], b.getLong(at));
                assertEquals(next[0]++, b.getLong(at + (length - 8 & ~7)));
            }, 64);
        }
        offering.join();
        assertTrue(queue.isEmpty());
        assertEquals(0, queue.size());
    }
}
