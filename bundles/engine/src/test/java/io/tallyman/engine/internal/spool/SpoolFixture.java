package io.tallyman.engine.internal.spool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyman.engine.SessionStatus.SpoolStatus;
import io.tallyman.engine.internal.spool.SpoolReader.Block;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** A spool whose events are numbers. */
abstract class SpoolFixture {
    static final long MEGABYTE = 1 << 20;
    private static final int EVENT = Long.BYTES;

    @TempDir
    Path directory;
    private long next;

    Spool open(long limit) throws IOException {
        return new Spool(directory, limit);
    }

    /** Appends blocks of so many events each, numbered on and on. */
    void append(Spool spool, int... counts) {
        for (int count : counts) {
            ByteBuffer block = ByteBuffer.allocate(3 + count * EVENT);
            block.position(3);
            for (int i = 0; i < count; i++) {
                block.putLong(next++);
            }
            spool.append(block.array(), 3, count * EVENT, count, 0);
        }
    }

    static List<Long> numbers(Block block) {
        List<Long> numbers = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(block.bytes());
        while (bytes.hasRemaining()) {
            numbers.add(bytes.getLong());
        }
        assertEquals(block.events(), numbers.size());
        return numbers;
    }

    /** Takes and acknowledges all that there is. */
    static List<Long> drain(SpoolReader reader) throws InterruptedException {
        List<Long> all = new ArrayList<>();
        for (Block block = reader.take(0); block != null; block = reader.take(0)) {
            all.addAll(numbers(block));
            assertEquals(true, reader.acknowledge(block, false));
        }
        return all;
    }

    static List<Long> numbers(long from, long to) {
        List<Long> numbers = new ArrayList<>();
        for (long i = from; i < to; i++) {
            numbers.add(i);
        }
        return numbers;
    }

    /** As {@link #numbers(long, long)} with a gap: from the first on to the second, and from the third on to the last. */
    static List<Long> numbers(long from, long to, long again, long end) {
        List<Long> numbers = numbers(from, to);
        numbers.addAll(numbers(again, end));
        return numbers;
    }

    /** The files with blocks, oldest first. */
    List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*.spool")) {
            found.forEach(files::add);
        }
        files.sort(null);
        return files;
    }

    /** What events are kept and what became of the others. */
    static void assertCounts(SpoolStatus status, long events, long recovered, long dropped, long damaged,
            long repeated) {
        assertEquals(List.of(events, recovered, dropped, damaged, repeated), List.of(status.events(),
                status.recovered(), status.dropped(), status.damaged(), status.repeated()));
    }
}
