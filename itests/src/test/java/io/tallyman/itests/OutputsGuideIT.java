package io.tallyman.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/**
 * Does what {@code docs/outputs.md} says: each block of configuration in the page is placed into one running product,
 * with the addresses and files of this test, and has to deliver events in the form that the page promises.
 */
public class OutputsGuideIT {
    private static final int TIMES = 7;
    private static final int FEWEST_BLOCKS = 13;
    private static final String PROGRAM = "tm-guide";
    private static final String SECRET = "s3cret-of-the-guide";
    private static final String EVENT = "sched_process_exec";

    private static GuideSink sink(GuideBlock block, GuideFiles files) throws Exception {
        return switch (block.destination()) {
            case "file" -> new FileSink(block, files);
            case "webhook", "otlp-http" -> new HttpSink(block, files);
            case "otlp-grpc" -> new GrpcSink(block, files);
            case "forward" -> new ForwardSink(block);
            case "socket", "syslog" -> new StreamSink(block, files);
            case "journald" -> new JournalSink(files);
            default -> throw new AssertionError("this test has no other side for " + block);
        };
    }

    @Test
    public void shouldDeliverEventsByEachBlockOfThePage() throws Exception {
        Path directory = Files.createTempDirectory(Path.of(System.getProperty("tallyman.results")), "guide");
        Path program = directory.resolve(PROGRAM);
        Commands.run("cp", "/bin/true", program.toString());
        GuideFiles files = new GuideFiles(directory);
        Map<GuideBlock, GuideSink> sinks = new LinkedHashMap<>();
        List<Closeable> open = new ArrayList<>();
        try {
            for (GuideBlock block : GuideBlock.read()) {
                // a broker takes long to start: KafkaIT does what this block says
                if (!block.destination().equals("kafka")) {
                    sinks.put(block, sink(block, files));
                }
            }
            assertTrue(sinks.keySet().toString(), sinks.size() >= FEWEST_BLOCKS);
            try (Tallyman engine = Tallyman.launch("run")) {
                engine.awaitErr("running");
                place(sinks, open);
                Until.holds("all outputs run", () -> running(engine) == sinks.size());
                for (int i = 0; i < TIMES; i++) {
                    Commands.run(program.toString(), "--password=" + SECRET);
                }
                for (Map.Entry<GuideBlock, GuideSink> each : sinks.entrySet()) {
                    Until.holds(each.getKey() + " delivers, " + engine.ask("trace:outputs"),
                            () -> count(each.getKey(), each.getValue()) >= TIMES);
                }
                assertEquals(engine.stderr(), 0, engine.terminate());
            }
            for (Map.Entry<GuideBlock, GuideSink> each : sinks.entrySet()) {
                check(each.getKey(), each.getValue());
            }
        } finally {
            open.addAll(sinks.values());
            for (Closeable each : open) {
                each.close();
            }
        }
    }

    private static long running(Tallyman engine) throws IOException, InterruptedException {
        return engine.ask("trace:outputs").lines().filter(line -> line.contains(" running")).count();
    }

    /** Places each block as a file, for the events of one program. */
    private static void place(Map<GuideBlock, GuideSink> sinks, List<Closeable> open) throws IOException {
        int number = 0;
        for (Map.Entry<GuideBlock, GuideSink> each : sinks.entrySet()) {
            Map<String, String> keys = new HashMap<>(each.getValue().keys());
            keys.put("scope", "comm=" + PROGRAM);
            keys.put("events", each.getKey().keys().getOrDefault("events", EVENT));
            InPlace placed = InPlace.config("output-guide-" + number++, each.getKey().lines(keys));
            open.add(() -> placed.close());
        }
    }

    private static long count(GuideBlock block, GuideSink sink) throws IOException {
        long events = 0;
        for (byte[] piece : sink.pieces()) {
            events += GuideForm.events(block, piece).stream().filter(event -> event.contains(EVENT)).count();
        }
        return events;
    }

    private static void check(GuideBlock block, GuideSink sink) throws IOException {
        assertEquals(block.toString(), TIMES, count(block, sink));
        sink.check();
        for (byte[] piece : sink.pieces()) {
            for (String event : GuideForm.events(block, piece)) {
                assertFalse(block + ": " + event, block.redacts() && event.contains(SECRET));
            }
        }
    }
}
