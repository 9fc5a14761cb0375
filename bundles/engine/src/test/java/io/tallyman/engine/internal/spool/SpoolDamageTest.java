package io.tallyman.engine.internal.spool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever happens to the files: what is whole is delivered in order, and all else is counted. */
class SpoolDamageTest extends SpoolFixture {
    private static final int SEVEN = BlockHead.SIZE + 7 * Long.BYTES;
    private static final int FIVE = BlockHead.SIZE + 5 * Long.BYTES;
    private static final int THREE = BlockHead.SIZE + 3 * Long.BYTES;
    private byte[] whole;
    private Path file;

    /** A process that was killed has left three blocks. */
    @BeforeEach
    void leave() throws IOException {
        append(open(MEGABYTE), 7, 5, 3);
        file = files().get(0);
        whole = Files.readAllBytes(file);
        assertEquals(Segment.HEAD + SEVEN + FIVE + THREE, whole.length);
    }

    @Test
    void shouldCutOffATornTailWhereverItWasTorn() throws Exception {
        byte[] position = Files.readAllBytes(directory.resolve("position"));
        for (int length = Segment.HEAD; length < whole.length; length++) {
            Files.write(directory.resolve("position"), position);
            clear();
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            int tail = length - Segment.HEAD;
            long kept = tail >= SEVEN + FIVE ? 12 : tail >= SEVEN ? 7 : 0;
            int torn = tail - (tail >= SEVEN + FIVE ? SEVEN + FIVE : tail >= SEVEN ? SEVEN : 0);
            long lost = torn == 0 ? 0 : torn < BlockHead.SIZE ? 1 : kept == 12 ? 3 : kept == 7 ? 5 : 7;
            Spool spool = open(MEGABYTE);
            assertEquals(numbers(0, kept), drain(spool.reader()), "cut to " + length);
            assertCounts(spool.status(), 0, kept + lost, 0, lost, kept > 0 ? 7 : 0);
            spool.close();
        }
    }

    @Test
    void shouldFindEachByteThatIsDamaged() throws Exception {
        byte[] position = Files.readAllBytes(directory.resolve("position"));
        for (int at = Segment.HEAD; at < whole.length; at++) {
            Files.write(directory.resolve("position"), position);
            clear();
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x20;
            Files.write(file, damaged);
            Spool spool = open(MEGABYTE);
            List<Long> got = drain(spool.reader());
            assertEquals(0, spool.status().events(), "byte " + at);
            assertEquals(spool.status().recovered(), got.size() + spool.status().damaged(), "byte " + at);
            assertEquals(expected(at - Segment.HEAD), got, "byte " + at);
            spool.close();
        }
    }

    /** Behind a damaged head nothing of the file can be read; behind a damaged block all can. */
    private static List<Long> expected(int at) {
        int start = at < SEVEN ? 0 : at < SEVEN + FIVE ? SEVEN : SEVEN + FIVE;
        List<Long> all = new ArrayList<>();
        boolean head = at - start < BlockHead.SIZE;
        if (start > 0) {
            all.addAll(numbers(0, 7));
        } else if (head) {
            return all;
        }
        if (start == SEVEN + FIVE || start == 0) {
            all.addAll(numbers(7, 12));
        } else if (head) {
            return all;
        }
        if (start != SEVEN + FIVE) {
            all.addAll(numbers(12, 15));
        }
        return all;
    }

    @Test
    void shouldCountWhatADamagedHeadInTheMiddleHides() throws Exception {
        Spool second = open(MEGABYTE);
        append(second, 11);
        damage(file, Segment.HEAD + SEVEN + 2);
        Spool spool = open(MEGABYTE);
        assertEquals(numbers(0, 7, 15, 26), drain(spool.reader()));
        assertCounts(spool.status(), 0, 26, 0, 8, 7);
        assertEquals("blocks of its spool were damaged", spool.lastTrouble());
        spool.close();
    }

    @Test
    void shouldCountAFileThatIsGone() throws Exception {
        append(open(MEGABYTE), 11);
        append(open(MEGABYTE), 2);
        Files.delete(files().get(1));
        Spool spool = open(MEGABYTE);
        assertEquals(numbers(0, 15, 26, 28), drain(spool.reader()));
        assertCounts(spool.status(), 0, 28, 0, 11, 7);
        spool.close();
    }

    @Test
    void shouldBeginWithTheOldestBlockWhereThePositionIsDamaged() throws Exception {
        Spool spool = open(MEGABYTE);
        SpoolReader reader = spool.reader();
        reader.acknowledge(reader.take(0), false);
        damage(directory.resolve("position"), 9);
        Spool again = open(MEGABYTE);
        assertEquals(numbers(0, 15), drain(again.reader()));
        assertCounts(again.status(), 0, 15, 0, 0, 7);
        again.close();
    }

    @Test
    void shouldGoOnBehindAPositionThatTheDataHasNotReached() throws Exception {
        Spool spool = open(MEGABYTE);
        drain(spool.reader());
        Files.write(file, java.util.Arrays.copyOf(whole, Segment.HEAD + SEVEN));
        Spool again = open(MEGABYTE);
        assertEquals(numbers(0, 7), drain(again.reader()));
        append(again, 4);
        assertEquals(numbers(15, 19), drain(again.reader()));
        assertEquals(0, again.status().events());
        again.close();
    }

    private void clear() throws IOException {
        for (Path each : files()) {
            Files.delete(each);
        }
    }

    private static void damage(Path path, long at) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(path.toFile(), "rw")) {
            open.seek(at);
            int was = open.read();
            open.seek(at);
            open.write(was ^ 0x20);
        }
    }
}
