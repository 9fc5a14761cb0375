package io.tallyman.output.journald.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.output.Destination;
import io.tallyman.testing.FakeContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What journalctl reads from a real journald. */
@Tag("privileged")
@Timeout(120)
class JournaldPrivilegedTest {
    private static final long PID = ProcessHandle.current().pid();

    @TempDir
    private Path dir;
    private Journal journal;

    @BeforeEach
    void makeJournal() {
        journal = new Journal(dir);
    }

    @AfterEach
    void stop() throws Exception {
        journal.close();
    }

    @Test
    void deliversEachLineAsOneEntry() throws Exception {
        journal.start();
        try (Destination journald = open("level", "notice", "identifier", "tally")) {
            write(journald, numbered(0, 1003));
            write(journald, List.of("MESSAGE=na\u00efve " + "x".repeat(300_007)));
        }
        List<String> entries = journal.entries("tally", 1004);
        assertEquals(1004, entries.size());
        for (int i = 0; i < 1003; i++) {
            String entry = entries.get(i);
            assertTrue(entry.contains("\"MESSAGE\":\"{\\\"number\\\":" + i + "}\""), entry);
            assertTrue(entry.contains("\"PRIORITY\":\"5\"") && entry.contains("\"_PID\":\"" + PID + "\""), entry);
        }
        assertTrue(entries.get(1003).contains("\"MESSAGE=na\u00efve " + "x".repeat(300_007) + "\""));
    }

    @Test
    void waitsForAJournalThatComesLaterAndForOneThatRestarts() throws Exception {
        try (Destination journald = open("retry-for", "60s")) {
            CompletableFuture<Void> write = CompletableFuture.runAsync(() -> {
                try {
                    write(journald, numbered(0, 17));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            journal.start();
            write.get();
            assertEquals(17, journal.entries("tallyman", 17).size());
            journal.stop();
            journal.start();
            write(journald, numbered(17, 31));
            assertEquals(31, journal.entries("tallyman", 31).size());
        }
    }

    @Test
    void countsALineThatIsTooLongAndSendsTheOthers() throws Exception {
        journal.start();
        try (Destination journald = open()) {
            Destination.Refused e = assertThrows(Destination.Refused.class, () -> write(journald,
                    List.of("{\"number\":0}", "x".repeat(20_000_003), "{\"number\":1}")));
            assertEquals(1, e.events());
            assertEquals(20_000_003, e.bytes());
        }
        assertEquals(2, journal.entries("tallyman", 2).size());
    }

    @Test
    void countsWhatNobodyTakes() throws Exception {
        try (Destination journald = open("retry-for", "100ms")) {
            Destination.Unavailable e =
                    assertThrows(Destination.Unavailable.class, () -> write(journald, numbered(0, 7)));
            assertEquals(7, e.restEvents());
            assertEquals(0, e.refusedEvents());
            assertTrue(e.getMessage().startsWith("cannot connect to " + journal.socket()), e.getMessage());
        }
    }

    @Test
    void refusesAnIdentifierThatWouldMakeAnotherField() {
        assertThrows(IllegalArgumentException.class, () -> open("identifier", "a\nPRIORITY=0"));
    }

    private Destination open(String... options) {
        JournaldFactory factory = new JournaldFactory();
        String[] all = new String[options.length + 2];
        all[0] = "socket";
        all[1] = journal.socket().toString();
        System.arraycopy(options, 0, all, 2, options.length);
        return factory.open(FakeContext.options(factory.options(), all));
    }

    private static List<String> numbered(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "{\"number\":" + i + "}").toList();
    }

    private static void write(Destination journald, List<String> lines) throws IOException {
        byte[] bytes = ("head" + String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        journald.write(bytes, 4, bytes.length - 4, lines.size());
    }
}
