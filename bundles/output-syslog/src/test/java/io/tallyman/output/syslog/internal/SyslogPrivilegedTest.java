package io.tallyman.output.syslog.internal;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a real rsyslogd has got. */
@Tag("privileged")
@Timeout(120)
class SyslogPrivilegedTest {
    private static final long PID = ProcessHandle.current().pid();

    @TempDir
    private Path dir;
    private Rsyslog daemon;

    @BeforeEach
    void makeDaemon() throws Exception {
        daemon = new Rsyslog(dir);
    }

    @AfterEach
    void stop() throws Exception {
        daemon.close();
    }

    @ParameterizedTest
    @CsvSource({"tcp, 1003", "tls, 1003", "udp, 101", "unix, 1003"})
    void deliversEachLineAsOneMessage(String scheme, int count) throws Exception {
        daemon.start();
        try (Destination syslog = open(scheme, "facility", "local7", "level", "notice", "app-name", "tally",
                "hostname", "quay.example")) {
            write(syslog, numbered(0, count - 1));
            write(syslog, List.of("<13> 5 {\"na\u00efve\":\"" + "x".repeat(7_001) + "\"}"));
        }
        List<String> lines = daemon.lines(count);
        assertEquals(count, lines.size());
        String before = "189 tally " + PID + " " + (scheme.equals("unix") ? "" : "quay.example ");
        for (int i = 0; i < count - 1; i++) {
            assertTrue(lines.get(i).startsWith(before), lines.get(i));
            assertTrue(lines.get(i).endsWith(" {\"number\":" + i + "}"), lines.get(i));
        }
        assertTrue(lines.get(count - 1).endsWith(" <13> 5 {\"na\u00efve\":\"" + "x".repeat(7_001) + "\"}"));
    }

    @ParameterizedTest
    @CsvSource({"tcp", "tls", "unix"})
    void waitsForADaemonThatComesLaterAndForOneThatRestarts(String scheme) throws Exception {
        try (Destination syslog = open(scheme, "retry-for", "60s")) {
            CompletableFuture<Void> write = CompletableFuture.runAsync(() -> {
                try {
                    write(syslog, numbered(0, 17));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            daemon.start();
            write.get();
            assertEquals(17, daemon.lines(17).size());
            daemon.stop();
            daemon.start();
            write(syslog, numbered(17, 31));
            List<String> lines = daemon.lines(31);
            assertEquals(31, lines.size());
            assertTrue(lines.get(30).endsWith(" {\"number\":30}"), lines.get(30));
        }
    }

    @Test
    void countsWhatIsTooLongForADatagramAndSendsTheRest() throws Exception {
        daemon.start();
        for (String scheme : List.of("udp", "unix")) {
            try (Destination syslog = open(scheme)) {
                Destination.Refused e = assertThrows(Destination.Refused.class, () -> write(syslog,
                        List.of("{\"number\":0}", "x".repeat(9_000_001), "{\"number\":1}")));
                assertEquals(1, e.events());
            }
        }
        assertEquals(4, daemon.lines(4).size());
    }

    @Test
    void countsWhatNobodyTakes() throws Exception {
        try (Destination syslog = open("unix", "retry-for", "100ms")) {
            Destination.Unavailable e =
                    assertThrows(Destination.Unavailable.class, () -> write(syslog, numbered(0, 7)));
            assertEquals(7, e.restEvents());
            assertEquals(0, e.refusedEvents());
            assertTrue(e.getMessage().startsWith("cannot connect to " + dir.resolve("log")), e.getMessage());
        }
    }

    @ParameterizedTest
    @CsvSource({"foreign, localhost", "own, 127.0.0.1"})
    void sendsNothingToWhoeverHasNoRightCertificate(String ca, String host) throws Exception {
        daemon.start();
        try (Destination syslog = open("tls", "retry-for", "0s", "ca-file", daemon.file(ca), "address",
                daemon.address("tls").replace("localhost", host))) {
            String why = assertThrows(IOException.class, () -> write(syslog, numbered(0, 3))).getMessage();
            assertTrue(why.startsWith("no TLS with tls:" + host), why);
        }
    }

    private Destination open(String scheme, String... options) throws IOException {
        SyslogFactory factory = new SyslogFactory();
        List<String> all = new java.util.ArrayList<>(List.of("address", daemon.address(scheme)));
        if (scheme.equals("tls")) {
            all.addAll(List.of("ca-file", daemon.file("own"), "cert-file", daemon.file("own"), "key-file",
                    daemon.file("own-key")));
        }
        all.addAll(List.of(options));
        return factory.open(FakeContext.options(factory.options(), all.toArray(String[]::new)));
    }

    private static List<String> numbered(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "{\"number\":" + i + "}").toList();
    }

    private static void write(Destination syslog, List<String> lines) throws IOException {
        byte[] bytes = ("head" + String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        syslog.write(bytes, 4, bytes.length - 4, lines.size());
    }
}
