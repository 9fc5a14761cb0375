package io.tallyman.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process with a spool is killed (SIGKILL), while the destination is away and while the destination gets its events. */
@Tag("heavy")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class SpoolKillTest {
    private static final int ALL = 5_000_003;
    private static final int FIRST = 2_500_009;
    /** As many lines as a block has at the most. */
    private static final int LINES_IN_BLOCK = 80 * 1024 / "openat 1 host\n".length();

    @TempDir
    private Path directory;
    private Process process;
    private BufferedReader said;

    @AfterEach
    void kill() {
        process.destroyForcibly();
    }

    private void start(int first, int end) throws IOException {
        process = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-Xmx256m", "-cp",
                System.getProperty("java.class.path"), SpoolProgram.class.getName(), directory.toString(),
                Integer.toString(first), Integer.toString(end)).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        said = process.inputReader();
    }

    /** Matched, delivered, dropped or failed, spooled, recovered, dropped by the spool, repeated. */
    private List<Long> await(Predicate<List<Long>> wanted) throws IOException {
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            List<Long> counts = Stream.of(line.split(" ")).skip(1).map(Long::valueOf).toList();
            assertEquals(0, counts.get(2), line);
            if (wanted.test(counts)) {
                return counts;
            }
        }
        throw new IOException("the process has ended");
    }

    @Test
    void shouldLoseNothingThatWasSpooled() throws Exception {
        start(0, FIRST);
        await(now -> now.get(3) > 1_000_003);
        process.destroyForcibly().waitFor();

        start(FIRST, ALL);
        long recovered = await(now -> now.get(0) == ALL - FIRST && now.get(3) - now.get(4) == ALL - FIRST).get(4);
        assertTrue(recovered > 1_000_003, "recovered " + recovered);
        Files.createFile(directory.resolve("back"));
        await(now -> now.get(1) > 500_009);
        process.destroyForcibly().waitFor();

        start(0, 0);
        List<Long> last = await(now -> now.get(3) == 0 && now.get(4) > 0);
        process.outputWriter().append('q').flush();
        assertTrue(process.waitFor(1, TimeUnit.MINUTES));
        long torn = last.get(5);
        assertTrue(torn <= LINES_IN_BLOCK, "torn " + torn);
        assertEquals(last.get(4), last.get(1) + torn);
        assertTrue(last.get(6) <= LINES_IN_BLOCK, "repeated " + last.get(6));
        long twice = check(recovered - torn);
        System.out.printf("%d events recovered by the first restart, %d by the second; %d lines are there twice, "
                + "%d were counted%n", recovered, last.get(4), twice, last.get(6));
        assertTrue(twice <= last.get(6), twice + " lines are there twice, and " + last.get(6) + " were counted");
    }

    /** Reads the numbers; returns how many lines are there twice. */
    private long check(long firstEnd) throws IOException {
        long twice = 0;
        long next = 0;
        try (BufferedReader lines = Files.newBufferedReader(directory.resolve("events"))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                long number = Long.parseLong(line.split(" ")[1]);
                if (number < next) {
                    assertEquals(0, twice, "only one block can be there twice");
                    twice = next - number;
                    next = number;
                }
                next = next == firstEnd && number == FIRST ? FIRST : next;
                assertEquals(next++, number);
            }
        }
        assertEquals(ALL, next);
        return twice;
    }
}
