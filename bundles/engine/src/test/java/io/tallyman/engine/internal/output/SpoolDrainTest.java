package io.tallyman.engine.internal.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.output.Destination;
import io.tallyman.engine.internal.spool.Spool;
import io.tallyman.engine.internal.spool.Spools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a destination answers decides whether a block is offered again. */
@Timeout(60)
class SpoolDrainTest {
    @TempDir
    private Path directory;
    private final List<String> offered = Collections.synchronizedList(new ArrayList<>());
    private final ConcurrentLinkedQueue<Throwable> answers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger flushes = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final DeliveryCounts counts = new DeliveryCounts();
    private Spool spool;
    private SpooledDestination destination;

    @BeforeEach
    void start() throws IOException {
        spool = Spools.open(directory.resolve("spool"), 1 << 20, "o", "short");
        destination = new SpooledDestination(spool, new Answering(), counts, "o");
        destination.start();
    }

    @AfterEach
    void close() throws IOException {
        destination.close();
        Spools.close(spool);
    }

    private void write(String lines) {
        byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
        destination.write(bytes, 0, bytes.length, (int) lines.chars().filter(c -> c == '\n').count());
    }

    private void awaitEmpty() throws InterruptedException {
        int before = flushes.get();
        while (spool.isBehind() || flushes.get() == before && counts.delivered() + counts.failed() == 0) {
            Thread.sleep(1);
        }
    }

    private void assertCounts(long delivered, long bytes, long failed, long repeated) throws InterruptedException {
        while (counts.delivered() + counts.failed() < delivered + failed) {
            Thread.sleep(1);
        }
        assertEquals(List.of(delivered, bytes, failed, repeated),
                List.of(counts.delivered(), counts.bytes(), counts.failed(), spool.status().repeated()));
    }

    @Test
    void shouldOfferAgainWhatWasNotTaken() throws Exception {
        answers.add(new IOException("not now"));
        answers.add(new IOException("not yet"));
        write("a\nb\nc\n");
        awaitEmpty();
        assertEquals(List.of("a\nb\nc\n", "a\nb\nc\n", "a\nb\nc\n"), offered);
        assertCounts(3, 6, 0, 3);
        assertEquals(2, counts.troubles());
        assertEquals("", counts.detail());
        assertEquals("not yet", counts.lastTrouble());
    }

    @Test
    void shouldOfferOnlyTheRestAgain() throws Exception {
        answers.add(new Destination.Unavailable("b\nc\n".getBytes(StandardCharsets.UTF_8), 2,
                new Destination.Refused(1, 2, "", null), "half of it", null));
        write("a\nb\nc\nd\n");
        awaitEmpty();
        assertEquals(List.of("a\nb\nc\nd\n", "b\nc\n"), offered);
        assertCounts(3, 6, 1, 4);
    }

    @Test
    void shouldNotOfferAgainWhatIsRefused() throws Exception {
        answers.add(new Destination.Refused(2, 4, "two are bad", null));
        write("a\nb\nc\n");
        write("d\n");
        awaitEmpty();
        assertEquals("a\nb\nc\n", offered.get(0));
        assertCounts(2, 4, 2, 0);
        assertEquals("two are bad", counts.lastTrouble());
    }

    @Test
    void shouldLoseWhatADestinationStumblesOver() throws Exception {
        answers.add(new IllegalStateException("mistake"));
        write("a\n");
        write("b\n");
        awaitEmpty();
        assertEquals(List.of("a\n", "b\n"), offered);
        assertCounts(1, 2, 1, 0);
    }

    @Test
    void shouldGoOnBehindABlockForWhichItsDestinationHasNoMemory() throws Exception {
        answers.add(new OutOfMemoryError("Java heap space"));
        write("a\n");
        write("b\n");
        assertCounts(1, 2, 1, 0);
        assertEquals(List.of("a\n", "b\n"), offered);
        assertEquals("Java heap space", counts.lastTrouble());
    }

    @Test
    void shouldEndWhereNobodyReadsAnyMore() throws Exception {
        answers.add(new Destination.Broken("gone", null));
        write("a\n");
        while (!destination.isBroken()) {
            Thread.sleep(1);
        }
        assertTrue(spool.isBehind());
        assertEquals("gone", counts.lastTrouble());
    }

    @Test
    void shouldEndAWriteThatBlocksAndKeepItsBlock() throws Exception {
        answers.add(new InterruptedException());
        write("a\n");
        while (offered.isEmpty()) {
            Thread.sleep(1);
        }
        destination.close();
        assertEquals(0, closed.getCount());
        assertEquals(1, spool.status().events());
        assertEquals(0, counts.troubles());
        assertFalse(counts.delivered() > 0);
    }

    /** Answers each write as it is told, and takes it where it is told nothing. */
    private final class Answering implements Destination {
        @Override
        public void write(byte[] bytes, int from, int count, int events) throws IOException {
            offered.add(new String(bytes, from, count, StandardCharsets.UTF_8));
            Throwable answer = answers.poll();
            if (answer instanceof InterruptedException) {
                hang();
            } else if (answer instanceof IOException e) {
                throw e;
            } else if (answer instanceof RuntimeException e) {
                throw e;
            } else if (answer instanceof Error e) {
                throw e;
            }
        }

        private void hang() throws IOException {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new IOException("closed");
        }

        @Override
        public void flush() {
            flushes.incrementAndGet();
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }
}
