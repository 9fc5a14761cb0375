package io.tallyman.itests;

import static org.junit.Assert.*;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import jdk.jfr.consumer.EventStream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import org.junit.Test;

/** Nothing is allocated for an event, from the ring to the file: the product's own allocation profile says so. */
public class AllocationIT {
    private static final int COUNT = 300_007;
    private static final String READER = "tallyman-reader";
    private static final String OUTPUT = "tallyman-output";
    private static final String SETTINGS = """
            <?xml version="1.0" encoding="UTF-8"?>
            <configuration version="2.0">
              <event name="jdk.ThreadAllocationStatistics">
                <setting name="enabled">true</setting><setting name="period">500 ms</setting>
              </event>
              <event name="jdk.ObjectAllocationSample">
                <setting name="enabled">true</setting><setting name="throttle">off</setting>
                <setting name="stackTrace">true</setting>
              </event>
            </configuration>
            """;

    /** What a thread has allocated in its life, and when that was. */
    private record Sample(long bytes, Instant at) {
    }

    private final Map<String, Sample> samples = new ConcurrentHashMap<>();
    /** Where the two threads of the path have allocated, in case that they do. */
    private final Map<String, Long> sites = new ConcurrentSkipListMap<>();

    @Test
    public void shouldAllocateNothingPerEventBetweenTheRingAndTheFile() throws Exception {
        makeClassArchive();
        Path dir = Files.createTempDirectory(Path.of(System.getProperty("tallyman.results")), "jfr");
        Path settings = Files.writeString(dir.resolve("allocation.jfc"), SETTINGS);
        String options = "-XX:FlightRecorderOptions=repository=" + dir + " -XX:StartFlightRecording=settings=" + settings;
        try (Tallyman trace = Tallyman.launch(Map.of("TALLYMAN_JAVA_OPTS", options), "trace", "-o", "json",
                "--containers", "-e", "openat", "--scope", "comm=calls", "--buffer", "64M", "--runtime",
                "docker:" + Docker.SOCKET)) {
            trace.awaitErr(Tallyman.READY);
            try (EventStream stream = EventStream.openRepository(repository(dir))) {
                stream.setStartTime(Instant.EPOCH);
                stream.onEvent("jdk.ThreadAllocationStatistics", this::sample);
                stream.onEvent("jdk.ObjectAllocationSample", this::site);
                stream.startAsync();
                // what is made once is made now
                call(trace, 20_011);
                long reader = samples.get(READER).bytes();
                long output = samples.get(OUTPUT).bytes();
                sites.clear();
                call(trace, COUNT);
                assertLessThanAByteEach(READER, reader);
                assertLessThanAByteEach(OUTPUT, output);
            }
            assertTrue("the profile is not of this process: " + samples, samples.containsKey("main"));
            assertEquals(0, trace.interrupt());
        }
    }

    /** A first start makes one at its end, and a JVM that will make one records nothing. */
    private static void makeClassArchive() throws Exception {
        try (Tallyman first = Tallyman.trace("trace", "-o", "json")) {
            assertEquals(0, first.interrupt());
        }
    }

    private static Path repository(Path dir) throws IOException {
        try (Stream<Path> inside = Files.list(dir)) {
            return inside.filter(Files::isDirectory).findFirst().orElseThrow();
        }
    }

    /** Makes so many events, and returns once they are in the file and both threads have been looked at after that. */
    private void call(Tallyman trace, int count) throws Exception {
        Docker.run("tm-allocation", "/bin/calls", Integer.toString(count), "/tm/calls/" + count + "/", "150000");
        await("the last line", () -> tail(trace.out()).contains("/tm/calls/" + count + "/" + (count - 1) + "\""));
        Instant written = Instant.now();
        await("a profile", () -> isAfter(READER, written) && isAfter(OUTPUT, written));
    }

    private void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (!condition.call()) {
            assertTrue(what + " does not come; " + samples, System.nanoTime() < end);
            Thread.sleep(50);
        }
    }

    private static String tail(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer last = ByteBuffer.allocate(64 * 1024);
            channel.read(last, Math.max(0, channel.size() - last.capacity()));
            return new String(last.array(), 0, last.position(), StandardCharsets.UTF_8);
        }
    }

    private void sample(RecordedEvent event) {
        RecordedThread thread = event.getThread("thread");
        samples.put(nameOf(thread), new Sample(event.getLong("allocated"), event.getEndTime()));
    }

    private void site(RecordedEvent event) {
        String thread = nameOf(event.getThread("eventThread"));
        if (thread.equals(READER) || thread.equals(OUTPUT)) {
            var frames = event.getStackTrace() == null ? null : event.getStackTrace().getFrames();
            String where = frames == null ? "?" : frames.stream().limit(4).map(f -> f.getMethod().getType().getName()
                    + '.' + f.getMethod().getName()).toList().toString();
            sites.merge(thread + ' ' + event.getClass("objectClass").getName() + ' ' + where,
                    event.getLong("weight"), Long::sum);
        }
    }

    /** An output's thread has its output's name at the end. */
    private static String nameOf(RecordedThread thread) {
        String name = thread == null || thread.getJavaName() == null ? "" : thread.getJavaName();
        return name.startsWith(OUTPUT) ? OUTPUT : name;
    }

    private boolean isAfter(String thread, Instant time) {
        return samples.containsKey(thread) && samples.get(thread).at().isAfter(time);
    }

    /** The smallest object has 16 bytes; what a thread does a thousand times a second may have some. */
    private void assertLessThanAByteEach(String thread, long before) {
        long bytes = samples.get(thread).bytes() - before;
        assertTrue(thread + " has allocated " + bytes + " bytes for " + COUNT + " events: " + sites, bytes < COUNT);
    }
}
