package io.tallyman.source.ebpf.internal.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.record.RecordLayout;
import io.tallyman.api.source.RecordHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RingReaderTest {
    private static final int SIZE = 4096;

    private final MappedRing ring = new MappedRing(SIZE);
    private RingReader reader = ring.reader();
    private final List<Integer> lengths = new ArrayList<>();
    private final RecordHandler collect = (buffer, offset, length) -> lengths.add(length);

    @AfterEach
    void unmap() {
        ring.close();
    }

    @Test
    void shouldDeliverWhatWasCommittedInOrder() {
        ring.write(1, 160);
        ring.write(2, 7);
        ring.write(3, 168);
        assertEquals(3, reader.poll(collect));
        assertEquals(List.of(160, 7, 168), lengths);
        assertEquals(0, reader.poll(collect));
    }

    @Test
    void shouldSayHowMuchOfTheRingIsInUse() {
        ring.write(1, 160);
        ring.write(2, 7);
        assertEquals(168 + 16, reader.used());
        reader.poll(collect);
        assertEquals(0, reader.used());
    }

    @Test
    void shouldStopAtABusyRecordAndGoOnOnceItIsCommitted() {
        ring.write(1, 11);
        long busy = ring.reserve(22);
        ring.write(3, 33);
        assertEquals(1, reader.poll(collect));
        assertEquals(0, reader.poll(collect));
        assertTrue(reader.isEmpty());
        ring.commit(busy);
        assertFalse(reader.isEmpty());
        assertEquals(2, reader.poll(collect));
        assertEquals(List.of(11, 22, 33), lengths);
    }

    @Test
    void shouldSkipDiscardedRecordsAndFreeTheirSpace() {
        ring.discard(ring.reserve(8));
        ring.write(2, 20);
        ring.discard(ring.reserve(24));
        assertEquals(1, reader.poll(collect));
        assertEquals(List.of(20), lengths);
        assertEquals(16 + 32 + 32, (long) MappedRing.LONG.getAcquire(ring.consumer, 0));
    }

    @Test
    void shouldReadRecordsThatLieAcrossTheEndInOnePiece() {
        ring.startAt(SIZE * 5L - 24);
        reader = ring.reader();
        ring.write(77, 161);
        assertEquals(1, reader.poll((buffer, offset, length) -> {
            for (int i = 0; i < length; i++) {
                assertEquals((byte) (77 + i), buffer.get(offset + i));
            }
        }));
    }

    @Test
    void shouldReadTheLongestRecordInOnePieceWhereOnlyItsHeaderFitsBeforeTheEnd() {
        try (MappedRing large = new MappedRing(1 << 20)) {
            large.startAt((1 << 20) - RingReader.RECORD_HEADER);
            large.write(77, RecordLayout.MAX_SIZE);
            assertEquals(1, large.reader().poll((buffer, offset, length) -> {
                assertEquals(RecordLayout.MAX_SIZE, length);
                for (int i = 0; i < length; i++) {
                    assertEquals((byte) (77 + i), buffer.get(offset + i));
                }
            }));
        }
    }

    @Test
    void shouldKeepItsPlaceBeyondFourGibibytes() {
        ring.startAt((1L << 33) - 8);
        reader = ring.reader();
        ring.write(1, 40);
        ring.write(2, 48);
        assertEquals(2, reader.poll(collect));
        assertEquals(List.of(40, 48), lengths);
    }

    @Test
    void shouldFreeAFullRingWholly() {
        int count = 0;
        while (ring.write(count, 56)) {
            count++;
        }
        assertEquals(SIZE / 64, count);
        assertEquals(count, reader.poll(collect));
        assertTrue(ring.write(0, SIZE - 8));
        assertFalse(ring.write(0, 0));
    }

    @Test
    void shouldPublishWithinABatchSoThatAProducerCanGoOn() {
        while (ring.write(0, 56)) {
        }
        boolean[] roomBeforeTheEnd = {false};
        int[] seen = {0};
        reader.poll((buffer, offset, length) -> {
            seen[0]++;
            roomBeforeTheEnd[0] |= seen[0] < SIZE / 64 && (long) MappedRing.LONG.getAcquire(ring.consumer, 0) > 0;
        });
        assertTrue(roomBeforeTheEnd[0]);
    }

    @Test
    void shouldNotDeliverARecordTwiceThatItsHandlerRefused() {
        ring.write(1, 11);
        ring.write(2, 22);
        assertThrows(IllegalStateException.class, () -> reader.poll((buffer, offset, length) -> {
            throw new IllegalStateException();
        }));
        reader.poll(collect);
        assertEquals(List.of(22), lengths);
    }

    @Test
    void shouldEndABatch() {
        MappedRing large = new MappedRing(1 << 20);
        for (int i = 0; i < RingReader.BATCH + 3; i++) {
            large.write(i, 8);
        }
        RingReader reading = large.reader();
        assertEquals(RingReader.BATCH, reading.poll(collect));
        assertEquals(3, reading.poll(collect));
        large.close();
    }

    /** A producer on another thread that fills the ring again and again: every byte of each record is looked at. */
    @Test
    void shouldSeeEachRecordOnceAndWholeWhileTheRingIsFilled() throws Exception {
        final long count = 1_000_003;
        CompletableFuture<Void> producer = CompletableFuture.runAsync(() -> {
            for (long i = 0; i < count; i++) {
                while (!ring.write(i, length(i))) {
                    Thread.yield();
                }
            }
        });
        long[] next = {0};
        while (next[0] < count) {
            int delivered = reader.poll((buffer, offset, length) -> {
                long number = next[0]++;
                if (length != length(number)) {
                    throw new AssertionError("record " + number + " has " + length + " bytes");
                }
                for (int i = 0; i < length; i++) {
                    if (buffer.get(offset + i) != (byte) (number + i)) {
                        throw new AssertionError("byte " + i + " of record " + number);
                    }
                }
            });
            if (delivered == 0) {
                Thread.yield();
            }
        }
        producer.get(10, TimeUnit.SECONDS);
        assertTrue(reader.isEmpty());
    }

    private static int length(long number) {
        return (int) (number * 31 % 97);
    }
}
