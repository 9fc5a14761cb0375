package io.tallyman.source.ebpf.internal.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.record.RecordLayout;
import io.tallyman.source.ebpf.internal.memory.SlidingMapping;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A ring of which one piece is mapped at a time. To read elsewhere would end the process. */
class RingInPiecesTest {
    private static final int SIZE = 512 * 1024;
    private static final int PIECE = 64 * 1024;

    private final MappedRing ring = new MappedRing(SIZE);
    private SlidingMapping mapping;
    private RingReader reader;
    private long seen;

    @BeforeEach
    void open() throws Exception {
        mapping = ring.pieces(PIECE);
        reader = new RingReader(ring.consumer, ring.producer, mapping.buffer(), SIZE, PIECE, mapping::show);
    }

    @AfterEach
    void unmap() {
        mapping.close();
        ring.close();
    }

    private void check(ByteBuffer buffer, int offset, int length) {
        for (int i = 0; i < length; i++) {
            assertEquals((byte) (seen + i), buffer.get(offset + i), "record " + seen + " at " + i);
        }
        seen++;
    }

    /** So long that the record ends at the ring's end, or does not come near. */
    private int length(SplittableRandom random, long at) {
        int left = (int) (SIZE - at % SIZE) - RingReader.RECORD_HEADER;
        int most = random.nextInt(50) == 0 ? RecordLayout.MAX_SIZE : 500;
        int length = random.nextInt(8, most) & ~7;
        return length > left - 8 ? left : length;
    }

    @Test
    void shouldReadEachRecordWhicheverPieceItIsIn() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        long written = 0;
        while (reader.position() < 23L * SIZE + 8) {
            for (int burst = random.nextInt(1, 301); burst > 0; burst--) {
                int length = length(random, reader.end());
                if (length > RecordLayout.MAX_SIZE || !ring.write(written, length)) {
                    break;
                }
                written++;
            }
            assertFalse(reader.isEmpty());
            while (reader.poll(this::check) > 0) {
                assertEquals(1, mappedPieces().size());
            }
        }
        assertEquals(written, seen);
        assertTrue(reader.isEmpty());
    }

    /** The pieces of the ring that are mapped: {@link MappedRing} maps its file with its beginning, writable. */
    private static List<String> mappedPieces() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/maps")).stream()
                .filter(line -> line.contains(" r--s ") && line.contains("/ring")).toList();
    }
}
