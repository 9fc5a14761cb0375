package io.tallyman.output.otlp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.output.Destination;
import io.tallyman.api.output.DestinationFactory;
import io.tallyman.delivery.PermanentFailure;
import io.tallyman.output.otlp.internal.Answer.Kind;
import io.tallyman.output.otlp.internal.ScriptedCollector.Received;
import io.tallyman.output.otlp.internal.ScriptedCollector.Way;
import io.tallyman.testing.FakeContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both ways to a collector: what arrives, what is sent again, and what counts as lost. */
@Timeout(120)
class OtlpDeliveryTest {
    private static final int MANY = 2_003;

    @TempDir
    private Path dir;
    private ScriptedCollector collector;
    private FaultyNetwork network;

    @AfterEach
    void stop() throws IOException {
        if (network != null) {
            network.close();
        }
        collector.close();
    }

    @ParameterizedTest
    @EnumSource
    void shouldSendEachBlockCompressedWithItsHeaders(Way way) throws Exception {
        try (Destination otlp = open(way, "token-file", secret("t0ken"), "header-file", secret("X-Team: 7"))) {
            Blocks.write(otlp, 0, 3);
            Blocks.write(otlp, 3, MANY);
        }
        assertEquals(List.of(new Received(Blocks.range(0, 3), "gzip", "Bearer t0ken", "7"),
                new Received(Blocks.range(3, MANY), "gzip", "Bearer t0ken", "7")), collector.received());
    }

    @ParameterizedTest
    @EnumSource
    void shouldSendBlocksAsTheyAreIfWanted(Way way) throws Exception {
        try (Destination otlp = open(way, "gzip", "false")) {
            Blocks.write(otlp, 0, MANY);
        }
        assertEquals(Blocks.range(0, MANY), collector.numbers());
        assertTrue(!"gzip".equals(collector.received().get(0).encoding()));
    }

    @ParameterizedTest
    @EnumSource
    void shouldSendAgainWhatIsRefusedForAWhile(Way way) throws Exception {
        try (Destination otlp = open(way)) {
            collector.script(Answer.of(Kind.UNAVAILABLE), Answer.of(Kind.UNAVAILABLE), Answer.of(Kind.UNAVAILABLE));
            Blocks.write(otlp, 0, 7);
        }
        assertEquals(4, collector.received().size());
        assertEquals(1, collector.received().stream().distinct().count());
    }

    @ParameterizedTest
    @EnumSource
    void shouldLeaveAnOverloadedCollectorAloneForAsLongAsItSays(Way way) throws Exception {
        long start = System.nanoTime();
        try (Destination otlp = open(way)) {
            collector.script(Answer.overloaded(1), Answer.overloaded(1));
            Blocks.write(otlp, 0, 7);
        }
        assertEquals(3, collector.received().size());
        assertTrue(System.nanoTime() - start >= TimeUnit.SECONDS.toNanos(2));
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotSendAgainWhatWillNeverBeTaken(Way way) throws Exception {
        try (Destination otlp = open(way)) {
            collector.script(Answer.of(Kind.BAD));
            Destination.Refused refused = assertThrows(Destination.Refused.class, () -> Blocks.write(otlp, 0, 7));
            assertTrue(refused.getMessage().endsWith(": not valid"), refused.getMessage());
            assertEquals(7, refused.events());
            Blocks.write(otlp, 7, 5);
        }
        assertEquals(Blocks.range(0, 12), collector.numbers());
    }

    @ParameterizedTest
    @EnumSource
    void shouldCountWhatTheAnswerSaysIsNotTaken(Way way) throws Exception {
        try (Destination otlp = open(way)) {
            collector.script(Answer.taken(5), Answer.taken(99));
            Destination.Refused part = assertThrows(Destination.Refused.class, () -> Blocks.write(otlp, 0, 11));
            assertEquals(5, part.events());
            assertTrue(part.getMessage().endsWith(" refused 5 of 11 events: too old"), part.getMessage());
            assertEquals(7, assertThrows(Destination.Refused.class, () -> Blocks.write(otlp, 11, 7)).events());
        }
        assertEquals(2, collector.received().size());
    }

    @ParameterizedTest
    @EnumSource
    void shouldSendAgainWhatASlowCollectorDoesNotAnswer(Way way) throws Exception {
        try (Destination otlp = open(way, "timeout", "1s")) {
            collector.script(Answer.of(Kind.NEVER));
            Blocks.write(otlp, 0, 7);
            Blocks.write(otlp, 7, 4);
        }
        List<Long> twice = new ArrayList<>(Blocks.range(0, 7));
        twice.addAll(Blocks.range(0, 11));
        assertEquals(twice, collector.numbers());
    }

    @ParameterizedTest
    @EnumSource
    void shouldSendAgainWhereTheConnectionBreaksOnTheWayThere(Way way) throws Exception {
        try (Destination otlp = throughNetwork(way, "gzip", "false")) {
            network.fail(3, 3_001);
            Blocks.write(otlp, 0, MANY);
        }
        assertEquals(Blocks.range(0, MANY), collector.numbers());
    }

    /** The collector has taken the request, and nobody here knows: the records arrive once more. */
    @ParameterizedTest
    @EnumSource
    void shouldSendAgainWhereHalfAnAnswerComes(Way way) throws Exception {
        try (Destination otlp = throughNetwork(way)) {
            collector.cut = network::cut;
            collector.script(Answer.of(Kind.HALF), Answer.taken(3));
            assertEquals(3, assertThrows(Destination.Refused.class, () -> Blocks.write(otlp, 0, 7)).events());
        }
        List<Long> twice = new ArrayList<>(Blocks.range(0, 7));
        twice.addAll(Blocks.range(0, 7));
        assertEquals(twice, collector.numbers());
    }

    @ParameterizedTest
    @EnumSource
    void shouldGoOnAfterConnectionsWereCutBetweenBlocks(Way way) throws Exception {
        try (Destination otlp = throughNetwork(way)) {
            for (int i = 0; i < 5; i++) {
                Blocks.write(otlp, 7 * i, 7);
                network.cut();
            }
        }
        assertEquals(Blocks.range(0, 35), collector.numbers().stream().distinct().toList());
    }

    /** gRPC by itself would connect after one second, then later and later, and fail all calls meanwhile. */
    @ParameterizedTest
    @EnumSource
    void shouldConnectWithEachAttemptUntilTheCollectorIsBack(Way way) throws Exception {
        try (Destination otlp = throughNetwork(way, "retry-for", "0s")) {
            network.fail(1_000, 0);
            for (int i = 1; i <= 23; i++) {
                assertThrows(IOException.class, () -> Blocks.write(otlp, 0, 7));
                assertTrue(network.connections() >= i, network.connections() + " connections");
            }
        }
        try (Destination otlp = open(factory(way), network.port())) {
            network.fail(2, 0);
            Blocks.write(otlp, 7, 5);
        }
        assertEquals(Blocks.range(7, 5), collector.numbers());
    }

    @ParameterizedTest
    @EnumSource
    void shouldSayWhereNobodyListens(Way way) throws Exception {
        collector = ScriptedCollector.open(way, null);
        int port = collector.port();
        collector.close();
        try (Destination otlp = open(way, "url", "http://localhost:" + port, "retry-for", "0s")) {
            String why = assertThrows(IOException.class, () -> Blocks.write(otlp, 0, 7)).getMessage();
            assertTrue(why.startsWith("cannot "), why);
            assertTrue(why.contains(" to http://localhost:" + port), why);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldEndAWriteThatWaitsWhenItIsClosed(Way way) throws Exception {
        Destination otlp = open(way, "timeout", "1h", "retry-for", "1h");
        collector.script(Answer.of(Kind.NEVER));
        CompletableFuture<Void> write = CompletableFuture.runAsync(() -> {
            try {
                Blocks.write(otlp, 0, 7);
            } catch (IOException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        });
        collector.hanging.await();
        otlp.close();
        assertThrows(ExecutionException.class, () -> write.get(30, TimeUnit.SECONDS));
    }

    @ParameterizedTest
    @EnumSource
    void shouldSendNothingThatAnotherPrinterHasWritten(Way way) throws Exception {
        byte[] json = "{\"a\":1}\n".getBytes(StandardCharsets.UTF_8);
        try (Destination otlp = open(way)) {
            String why = assertThrows(PermanentFailure.class, () -> otlp.write(json, 0, json.length, 1)).getMessage();
            assertEquals("this destination takes what 'printer = otlp' prints, and nothing else", why);
        }
        assertEquals(List.of(), collector.received());
    }

    private Destination throughNetwork(Way way, String... options) throws Exception {
        collector = ScriptedCollector.open(way, null);
        network = new FaultyNetwork(collector.port());
        return open(factory(way), network.port(), options);
    }

    private Destination open(Way way, String... options) throws Exception {
        collector = ScriptedCollector.open(way, null);
        return open(factory(way), collector.port(), options);
    }

    private static Destination open(DestinationFactory factory, int port, String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of("url", "http://localhost:" + port));
        all.addAll(List.of(options));
        return factory.open(FakeContext.options(factory.options(), all.toArray(String[]::new)));
    }

    static DestinationFactory factory(Way way) {
        return way == Way.GRPC ? new OtlpGrpcFactory() : new OtlpHttpFactory();
    }

    private String secret(String text) throws IOException {
        Path file = Files.writeString(Files.createTempFile(dir, "secret", ""), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------")).toString();
    }
}
