package io.tallyman.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.tallyman.testing.Certificates;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Before;
import org.junit.Test;
import org.junit.experimental.categories.Category;

/** A real OpenTelemetry collector between the product and a receiver: what one call makes arrives there, both ways. */
@Category(Heavy.class)
public class OtlpCollectorIT {
    private static final String MARK = "/tm/otlp/";
    private static final int CALLS = 100_003;
    /** A block has 64 KiB, so a retry sends no more events than this once more. */
    private static final int BLOCK = 200;

    private Path directory;
    private Path program;
    private Path certificate;

    @Before
    public void prepare() throws Exception {
        directory = Files.createTempDirectory(Path.of(System.getProperty("tallyman.results")), "otlp");
        program = directory.resolve("tm-otlp");
        Commands.run("cp", System.getProperty("tallyman.calls"), program.toString());
        Certificates.make(directory, "own");
        certificate = directory.resolve("own");
    }

    private InPlace output(String way, int port) throws Exception {
        return InPlace.config("output-otlp-" + way, "printer = otlp", "destination = otlp-" + way,
                "url = https://localhost:" + port, "ca-file = " + certificate, "events = openat", "scope = comm=tm-otlp",
                "when-full = block", "queue = 64M", "retry-for = 60s");
    }

    private void call(int rate) throws Exception {
        Commands.run(program.toString(), Integer.toString(CALLS), MARK, Integer.toString(rate));
    }

    private static void awaitAll(OtlpReceiver receiver, Tallyman engine) throws Exception {
        try {
            Until.holds("all have arrived", () -> receiver.at("/grpc").distinct() == CALLS
                    && receiver.at("/http").distinct() == CALLS);
        } catch (AssertionError e) {
            throw new AssertionError("of " + CALLS + " by gRPC " + receiver.at("/grpc").distinct() + ", by HTTP "
                    + receiver.at("/http").distinct() + "\n" + engine.stderr(), e);
        }
    }

    private static void assertDelivered(Counts counts, String way) {
        String name = "otlp-" + way;
        assertEquals(counts.toString(), counts.matched(name), counts.output(name, "delivered"));
        assertEquals(counts.toString(), 0, counts.output(name, "failed") + counts.output(name, "dropped"));
    }

    /** Each 101st request is to be sent again after a second; the collector passes that on and does not try itself. */
    @Test
    public void shouldBringEachEventOnceThroughACollectorThatPassesOnFailures() throws Exception {
        Counts counts;
        try (OtlpReceiver receiver = new OtlpReceiver(MARK, 101);
                OwnCollector collector = OwnCollector.start(directory, certificate, receiver);
                InPlace grpc = output("grpc", collector.grpcPort());
                InPlace http = output("http", collector.httpPort());
                Tallyman engine = Tallyman.launch("run", "--buffer", "128M", "--summary", "json")) {
            engine.awaitErr("running");
            call(20_000);
            awaitAll(receiver, engine);
            assertEquals(0, engine.terminate());
            counts = Counts.of(engine.stderr());
            assertEquals(0, receiver.at("/grpc").again() + receiver.at("/http").again());
        }
        assertEquals(counts.toString(), 0, counts.lost());
        assertDelivered(counts, "grpc");
        assertDelivered(counts, "http");
    }

    @Test
    public void shouldLoseNothingWhileACollectorIsKilledAndComesBack() throws Exception {
        Counts counts;
        try (OtlpReceiver receiver = new OtlpReceiver(MARK, 0);
                OwnCollector collector = OwnCollector.start(directory, certificate, receiver);
                InPlace grpc = output("grpc", collector.grpcPort());
                InPlace http = output("http", collector.httpPort());
                Tallyman engine = Tallyman.launch("run", "--buffer", "128M", "--summary", "json")) {
            engine.awaitErr("running");
            Thread calling = new Thread(this::callQuietly);
            calling.start();
            for (int kills = 1; kills <= 3; kills++) {
                int enough = kills * CALLS / 5;
                Until.holds("events arrive", () -> receiver.at("/grpc").distinct() > enough
                        && receiver.at("/http").distinct() > enough);
                collector.kill();
                collector.restart();
            }
            calling.join();
            awaitAll(receiver, engine);
            assertEquals(0, engine.terminate());
            counts = Counts.of(engine.stderr());
            assertTrue(receiver.at("/grpc").again() + " and " + receiver.at("/http").again() + " arrived again",
                    Math.max(receiver.at("/grpc").again(), receiver.at("/http").again()) <= 3 * BLOCK);
        }
        assertEquals(counts.toString(), 0, counts.lost());
        assertDelivered(counts, "grpc");
        assertDelivered(counts, "http");
    }

    private void callQuietly() {
        try {
            call(10_000);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
