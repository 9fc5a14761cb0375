package io.tallyman.output.webhook.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.tallyman.api.output.Destination;
import io.tallyman.delivery.TlsOptions;
import io.tallyman.testing.Certificates;
import io.tallyman.testing.FakeContext;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server with TLS that demands a certificate: credentials from files, compression, and an answer for each event. */
@Timeout(60)
class WebhookAnswersTest {
    private static final String EVENTS = "{\"create\":{}}\n{\"a\":1}\n{\"create\":{}}\n{\"a\":2}\n"
            + "{\"create\":{}}\n{\"a\":3}\n{\"create\":{}}\n{\"a\":4}\n";

    @TempDir
    private static Path certificates;
    @TempDir
    private Path dir;
    private final List<String> posts = new CopyOnWriteArrayList<>();
    private final List<String> batches = new CopyOnWriteArrayList<>();
    private final Queue<String> answers = new ConcurrentLinkedQueue<>();
    private final Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
    private HttpsServer server;

    @BeforeAll
    static void makeCertificates() throws Exception {
        for (String name : List.of("own", "foreign")) {
            Certificates.make(certificates, name);
        }
    }

    private static String file(String name) {
        return certificates.resolve(name).toString();
    }

    private static Map<String, String> tls(String name) {
        return Map.of("ca-file", file("own"), "cert-file", file(name), "key-file", file(name + "-key"));
    }

    @BeforeEach
    void listen() throws IOException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(TlsOptions.context(tls("own"))) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters demanding = getSSLContext().getDefaultSSLParameters();
                demanding.setNeedClientAuth(true);
                parameters.setSSLParameters(demanding);
            }
        });
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void sendsATokenFromAFileOfItsOwner() throws Exception {
        try (Destination hook = open("token-file", secret("t0ken\n", "rw-------"), "token-scheme", "Splunk")) {
            write(hook, "x\n", 1);
        }
        assertEquals(List.of("Splunk t0ken null 1 x\n"), posts);
    }

    @Test
    void sendsAPasswordAndCompresses() throws Exception {
        String text = "na\u00efve\n".repeat(10_007);
        try (Destination hook = open("user", "joe", "password-file", secret("s3cret", "rw-------"), "gzip", "true")) {
            write(hook, text, 10_007);
        }
        assertEquals(List.of("Basic am9lOnMzY3JldA== gzip 10007 " + text), posts);
    }

    @Test
    void sendsTheHeadersOfAFile() throws Exception {
        try (Destination hook = open("header-file", secret("\nAuthorization: Key s3cret\nX-Team: 7\n", "rw-------"))) {
            write(hook, "x\n", 1);
        }
        assertEquals(List.of("Key s3cret null 1 x\n"), posts);
    }

    @Test
    void showsNothingOfAFileWithoutHeaders() throws Exception {
        String file = secret("Authorization: Key s3cret\ns3cret\n", "rw-------");
        String message = assertThrows(IllegalArgumentException.class, () -> open("header-file", file)).getMessage();
        assertEquals("key 'header-file' has no colon: allowed is 'Name: value'", message);
    }

    @ParameterizedTest
    @CsvSource({"rw-r--r--, every user can read this file", "rw--w----, other users can change", "---, there is no"})
    void readsNoSecretThatOthersMayKnowOrReplace(String permissions, String why) throws Exception {
        String file = permissions.length() < 9 ? dir.resolve("none").toString() : secret("s3cret", permissions);
        String message = assertThrows(IOException.class, () -> open("token-file", file)).getMessage();
        assertTrue(message.startsWith("key 'token-file' cannot be '" + file + "': " + why), message);
    }

    @ParameterizedTest
    @CsvSource({"user, joe, keys 'user' and 'password-file' go together",
        "cert-file, /x, keys 'cert-file' and 'key-file' go together", "ca-file, /nowhere, there is no such file"})
    void refusesHalfOfWhatItNeeds(String key, String value, String why) {
        String message = assertThrows(Exception.class, () -> open("key-file", "", "cert-file", "", key, value))
                .getMessage();
        assertTrue(message.contains(why), message);
    }

    @Test
    void showsNothingToAServerWithAnotherCertificate() throws Exception {
        try (Destination hook = open("ca-file", file("foreign"), "retry-for", "0s")) {
            String why = assertThrows(IOException.class, () -> write(hook, "x\n", 1)).getMessage();
            assertTrue(why.startsWith("cannot post to https://localhost:"), why);
        }
        assertEquals(List.of(), posts);
    }

    @Test
    void sendsOnlyTheEventsAgainThatWereNotTaken() throws Exception {
        answers.add(items(201, 429, 201, 503));
        answers.add(items(201, 429));
        answers.add("{\"took\":7,\"errors\":false,\"items\":[{\"create\":{\"status\":201}}]}");
        try (Destination hook = open("answer", "bulk")) {
            write(hook, EVENTS, 4);
        }
        assertEquals(List.of("null null 4 " + EVENTS,
                "null null 2 {\"create\":{}}\n{\"a\":2}\n{\"create\":{}}\n{\"a\":4}\n",
                "null null 1 {\"create\":{}}\n{\"a\":4}\n"), posts);
    }

    @Test
    void countsTheEventsThatAreRefusedAndTakesAConflictForTaken() throws Exception {
        answers.add(items(201, 400, 409, 429));
        answers.add(items(413));
        try (Destination hook = open("answer", "bulk")) {
            Destination.Refused e = assertThrows(Destination.Refused.class, () -> write(hook, EVENTS, 4));
            assertEquals(2, e.events());
            assertTrue(e.getMessage().endsWith("/in refused 2 events, the first one with status 400"), e.getMessage());
        }
        assertEquals(2, posts.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404})
    void keepsEventsThatTheSettingsOfTheIndexShutOut(int status) throws Exception {
        answers.add(items(201, status, 400, status));
        answers.add(items(201, 201));
        try (Destination hook = open("answer", "bulk")) {
            Destination.Unavailable e = assertThrows(Destination.Unavailable.class, () -> write(hook, EVENTS, 4));
            assertEquals("{\"create\":{}}\n{\"a\":2}\n{\"create\":{}}\n{\"a\":4}\n", text(e));
            assertEquals(2, e.restEvents());
            assertEquals(1, e.refusedEvents());
            assertTrue(e.getMessage().endsWith("answered 2 events with status " + status), e.getMessage());
            assertEquals(1, posts.size());
            write(hook, text(e), 2);
        }
        assertEquals(2, posts.size());
    }

    @Test
    void countsWhatIsStillPendingWhenTimeIsUp() throws Exception {
        answers.add(items(201, 400, 201, 429));
        try (Destination hook = open("answer", "bulk", "retry-for", "0s")) {
            Destination.Unavailable e = assertThrows(Destination.Unavailable.class, () -> write(hook, EVENTS, 4));
            assertEquals(1, e.restEvents());
            assertEquals(1, e.refusedEvents());
            assertTrue(e.getMessage().endsWith("answered 1 events with status 429"), e.getMessage());
            answers.add(items(201));
            write(hook, text(e), 1);
        }
        assertEquals(2, posts.size());
        assertEquals(1, batches.stream().distinct().count());
    }

    @Test
    void takesOutTheEventThatSplunkNamesAndSendsTheOthersAgain() throws Exception {
        statuses.addAll(List.of(400, 400, 200));
        answers.add("{\"text\":\"Invalid data format\",\"code\":6,\"invalid-event-number\":1}");
        answers.add("{\"text\":\"Event field is required\",\"code\":12,\"invalid-event-number\":2}");
        answers.add("{\"text\":\"Success\",\"code\":0}");
        try (Destination hook = open("answer", "hec")) {
            Destination.Refused e = assertThrows(Destination.Refused.class, () -> write(hook, "a\nbb\nc\nddd\n", 4));
            assertEquals(2, e.events());
            assertEquals(7, e.bytes());
        }
        assertEquals(List.of("null null 4 a\nbb\nc\nddd\n", "null null 3 a\nc\nddd\n", "null null 2 a\nc\n"), posts);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"{\"code\":6}", "{\"code\":12,\"invalid-event-number\":7}",
        "{\"code\":15,\"invalid-event-number\":\"x\"}"})
    void losesABatchThatSplunkRefusesWithoutNamingAnEvent(String answer) throws Exception {
        statuses.add(400);
        answers.add(answer);
        try (Destination hook = open("answer", "hec")) {
            assertEquals(2, assertThrows(Destination.Refused.class, () -> write(hook, "a\nb\n", 2)).events());
        }
        assertEquals(1, posts.size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"{\"text\":\"Incorrect index\",\"code\":7,\"invalid-event-number\":1}",
        "{\"code\":10}", "{\"code\":11}", "{\"code\":14}", "{\"code\":\"x\"}", "[]", "{\"invalid-event-number\":1}",
        "Client sent an HTTP request to an HTTPS server."})
    void keepsABatchWhereNotTheEventIsWhatSplunkRefuses(String answer) throws Exception {
        statuses.addAll(List.of(400, 200));
        answers.add(answer);
        try (Destination hook = open("answer", "hec")) {
            assertIsKept(hook, "a\nb\n", 2);
            write(hook, "a\nb\n", 2);
        }
        assertEquals(List.of("null null 2 a\nb\n", "null null 2 a\nb\n"), posts);
    }

    @Test
    void keepsTheOthersWhereSplunkTakesAnEventOutAndThenTheIndexIsWrong() throws Exception {
        statuses.addAll(List.of(400, 400));
        answers.add("{\"code\":6,\"invalid-event-number\":1}");
        answers.add("{\"code\":7,\"invalid-event-number\":0}");
        try (Destination hook = open("answer", "hec")) {
            Destination.Unavailable e = assertThrows(Destination.Unavailable.class, () -> write(hook, "a\nbb\nc\n", 3));
            assertEquals("a\nc\n", text(e));
            assertEquals(1, e.refusedEvents());
        }
    }

    @Test
    void postsEachLineByItself() throws Exception {
        statuses.addAll(List.of(200, 400, 200, 503));
        try (Destination hook = open("one-by-one", "true", "retry-for", "0s")) {
            Destination.Unavailable e = assertThrows(Destination.Unavailable.class,
                    () -> write(hook, "a\nbb\nc\nd\ne\n", 5));
            assertEquals("d\ne\n", text(e));
            assertEquals(2, e.restEvents());
            assertEquals(1, e.refusedEvents());
            assertEquals(3, e.refusedBytes());
        }
        assertEquals(List.of("null null 1 a\n", "null null 1 bb\n", "null null 1 c\n", "null null 1 d\n"), posts);
    }

    @Test
    void keepsWhatAServerRefusesForTheSettingsOfThisSide() throws Exception {
        statuses.addAll(List.of(403, 200));
        try (Destination hook = open()) {
            String why = assertIsKept(hook, "x\n", 1);
            assertTrue(why.endsWith("status 403"), why);
            write(hook, "x\n", 1);
        }
        assertEquals(1, batches.stream().distinct().count());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"ok", "[]", "<html>", "{}", "{\"status\":\"ok\"}",
        "{\"errors\":true,\"items\":[{\"create\":{\"status\":201}}]}", "{\"errors\":true,\"items\":["})
    void keepsABatchThatAnotherServerHasAnswered(String answer) throws Exception {
        answers.addAll(List.of(answer, items(201, 400, 201, 201)));
        try (Destination hook = open("answer", "bulk")) {
            assertIsKept(hook, EVENTS, 4);
            assertEquals(1, assertThrows(Destination.Refused.class, () -> write(hook, EVENTS, 4)).events());
        }
        assertEquals(2, posts.size());
    }

    @Test
    void losesABatchThatElasticsearchCannotReadAndNoneThatAnotherServerCannotRead() throws Exception {
        statuses.addAll(List.of(400, 400));
        answers.addAll(List.of("{\"error\":{\"type\":\"illegal_argument_exception\"},\"status\":400}",
                "Client sent an HTTP request to an HTTPS server."));
        try (Destination hook = open("answer", "bulk")) {
            assertEquals(4, assertThrows(Destination.Refused.class, () -> write(hook, EVENTS, 4)).events());
            assertIsKept(hook, EVENTS, 4);
        }
    }

    /** What the engine takes for a failure that may pass: the events stay in a spool. */
    private static String assertIsKept(Destination hook, String text, int events) {
        IOException e = assertThrows(IOException.class, () -> write(hook, text, events));
        assertFalse(e instanceof Destination.Refused || e instanceof Destination.Unavailable, e.toString());
        return e.getMessage();
    }

    private static String text(Destination.Unavailable e) {
        return new String(e.rest(), StandardCharsets.UTF_8);
    }

    private static String items(int... statuses) {
        List<String> items = new ArrayList<>();
        for (int status : statuses) {
            items.add("{\"create\":{\"_index\":\"x\",\"error\":{\"type\":[\"y\"]},\"status\":" + status + "}}");
        }
        return "{\"took\":7,\"errors\":true,\"items\":[" + String.join(",", items) + "]}";
    }

    private String secret(String text, String permissions) throws IOException {
        Path file = Files.writeString(dir.resolve("secret"), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        return file.toString();
    }

    private Destination open(String... options) throws IOException {
        WebhookFactory factory = new WebhookFactory();
        List<String> all = new ArrayList<>(List.of("url", "https://localhost:" + server.getAddress().getPort() + "/in"));
        tls("own").forEach((key, value) -> all.addAll(List.of(key, value)));
        all.addAll(List.of(options));
        return factory.open(FakeContext.options(factory.options(), all.toArray(String[]::new)));
    }

    private static void write(Destination hook, String text, int events) throws IOException {
        byte[] bytes = ("head" + text).getBytes(StandardCharsets.UTF_8);
        hook.write(bytes, 4, bytes.length - 4, events);
    }

    private void answer(HttpExchange exchange) throws IOException {
        var headers = exchange.getRequestHeaders();
        String encoding = headers.getFirst("Content-Encoding");
        InputStream in = exchange.getRequestBody();
        String body = new String((encoding == null ? in : new GZIPInputStream(in)).readAllBytes(), StandardCharsets.UTF_8);
        posts.add(String.join(" ", headers.getFirst("Authorization"), encoding, headers.getFirst("Tallyman-Events"), body));
        String answer = answers.poll();
        byte[] bytes = answer == null ? new byte[0] : answer.getBytes(StandardCharsets.UTF_8);
        batches.add(headers.getFirst("Tallyman-Batch"));
        Integer status = statuses.poll();
        exchange.sendResponseHeaders(status == null ? 200 : status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
