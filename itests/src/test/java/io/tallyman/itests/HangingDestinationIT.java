package io.tallyman.itests;

import static org.junit.Assert.*;

import io.tallyman.engine.Engine;
import io.tallyman.engine.EngineStatus;
import io.tallyman.engine.SessionStatus.OutputStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.inject.Inject;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerSuite;
import org.osgi.service.cm.ConfigurationAdmin;

/** What one destination does to the others when it hangs. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerSuite.class)
public class HangingDestinationIT {
    private static final int WINDOWS = 3;
    private static final long WINDOW_NANOS = 1_000_000_000L;
    /**
     * Calls a second, far below what one output can write and far above what four queues can hold. At full speed the
     * generator, the reader and five printers share two processors, and the ring loses what nobody has time to read.
     */
    private static final long RATE = 300_007;

    @Inject
    private Engine engine;
    @Inject
    private ConfigurationAdmin admin;
    private Path directory;
    private Path pipe;

    @Configuration
    public static Option[] product() throws IOException {
        return ProductInFelix.product();
    }

    @Before
    public void serve() throws Exception {
        directory = Files.createTempDirectory(Path.of(System.getProperty("tallyman.results")), "hang");
        pipe = directory.resolve("read");
        Commands.run("mkfifo", pipe.toString());
        ConfiguredTrace.serve(engine);
    }

    @Test
    public void shouldLeaveTheOthersThroughputUnchangedAndCountItsOwnDrops() throws Exception {
        NumberReader reader = NumberReader.of(pipe, 1);
        ConfiguredTrace good = make("good", Cycle.lines(pipe, "64M"));
        ConfiguredTrace.awaitDocker(engine);
        Map<String, ConfiguredTrace> hung = new TreeMap<>();
        try (HungSinks sinks = new HungSinks(directory); NumberedCalls calls = NumberedCalls.startPaced(1, RATE)) {
            Until.holds("calls are traced", () -> reader.check().lines() > 0);
            long before = throughput(reader.check());
            for (var sink : sinks.outputs().entrySet()) {
                hung.put(sink.getKey(), make(sink.getKey(), sink.getValue()));
            }
            for (var each : hung.values()) {
                Until.holds(each.output().name() + " loses", () -> each.output().dropped() + each.output().failed() > 0);
            }
            long during = throughput(reader.check());
            for (var each : hung.values()) {
                each.delete();
                each.assertCounted();
            }
            long after = throughput(reader.check());
            long[] made = calls.stop();
            good.delete();
            reader.awaitEnd();
            EngineStatus end = good.session().engineAtEnd();
            System.out.printf("lines a second before, beside and after hung destinations: %d, %d, %d%n", before, during,
                    after);
            hung.forEach((name, each) -> System.out.println(counts(each.output())));
            assertEquals("", reader.check().fault());
            assertArrayEquals(made, reader.check().next());
            good.assertCounted(made[0]);
            assertEquals(end.emitted(), end.read() + end.lost());
            assertEquals(0, end.lost());
            assertTrue(hung.get("disk").output().failed() > 0);
            for (String name : List.of("webhook", "socket", "pipe")) {
                assertTrue(name, hung.get(name).output().dropped() > 0);
            }
            assertTrue(before + ", " + during + ", " + after, during > Math.min(before, after) / 2);
        }
    }

    private static String counts(OutputStatus output) {
        return "%s: %d delivered, %d dropped, %d failed".formatted(output.name(), output.delivered(), output.dropped(),
                output.failed());
    }

    private ConfiguredTrace make(String name, Map<String, String> wanted) throws Exception {
        return ConfiguredTrace.make(engine, admin, name, wanted);
    }

    /** Lines a second: the median of some windows, as other work on the machine takes from single ones. */
    private static long throughput(NumberCheck check) throws InterruptedException {
        long[] rates = new long[WINDOWS];
        for (int i = 0; i < WINDOWS; i++) {
            long lines = check.lines();
            long start = System.nanoTime();
            Thread.sleep(WINDOW_NANOS / 1_000_000);
            rates[i] = (check.lines() - lines) * 1_000_000_000L / (System.nanoTime() - start);
        }
        Arrays.sort(rates);
        return rates[WINDOWS / 2];
    }

    @Test
    public void shouldHoldAllBackAndLoseNothingWhereItIsToldToBlock() throws Exception {
        int count = 200_003;
        Path stuck = directory.resolve("stuck");
        Commands.run("mkfifo", stuck.toString());
        NumberReader reader = NumberReader.of(pipe, 1);
        NumberReader late = NumberReader.stuck(stuck, 1);
        ConfiguredTrace good = make("good", Cycle.lines(pipe, "1M"));
        ConfiguredTrace slow = make("slow", Cycle.lines(stuck, "1M"));
        ConfiguredTrace.awaitDocker(engine);
        try (NumberedCalls calls = NumberedCalls.start(1, count)) {
            Until.holds("the reader waits for it", () -> slow.output().queuedBytes() > 900_000);
            List<Long> read = new ArrayList<>();
            Until.holds("nothing is read", () -> {
                Thread.sleep(200);
                read.add(engine.status().read());
                return read.size() > 1 && read.get(read.size() - 1).equals(read.get(read.size() - 2));
            });
            assertTrue(reader.check().lines() < count);
            late.go();
            calls.awaitEnd();
            good.delete();
            slow.delete();
            for (NumberReader each : List.of(reader, late)) {
                each.awaitEnd();
                assertEquals("", each.check().fault());
                assertArrayEquals(new long[] {0}, each.check().first());
                assertArrayEquals(new long[] {count}, each.check().next());
            }
            good.assertCounted(count);
            slow.assertCounted(count);
            assertEquals(0, slow.session().engineAtEnd().lost());
        }
    }
}
