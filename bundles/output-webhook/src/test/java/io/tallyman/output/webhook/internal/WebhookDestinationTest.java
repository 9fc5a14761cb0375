package io.tallyman.output.webhook.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tallyman.api.output.Destination;
import io.tallyman.testing.FakeContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class WebhookDestinationTest {
    private static final int HANG = -1;
    /** An answer that asks for a second of rest. */
    private static final int LATER = 429_001;

    private final List<String> posts = new CopyOnWriteArrayList<>();
    private final List<String> batches = new CopyOnWriteArrayList<>();
    private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final CountDownLatch hanging = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
    }

    @Test
    void postsABatchWithItsHeaders() throws Exception {
        try (Destination hook = open("authorization", "Bearer s3cret", "header", "X-Team: 7")) {
            write(hook, "{\"a\":1}\n{\"a\":2}\n").get();
            write(hook, "{\"a\":3}\n").get();
        }
        assertEquals(List.of("POST /in application/x-ndjson Bearer s3cret 7 2 {\"a\":1}\n{\"a\":2}\n",
                "POST /in application/x-ndjson Bearer s3cret 7 2 {\"a\":3}\n"), posts);
        assertEquals(batches.get(0).replaceAll("-0$", "-1"), batches.get(1));
    }

    @Test
    void triesAgainWithTheSameNumberUntilItIsTaken() throws Exception {
        answers.addAll(List.of(503, 429, 500));
        try (Destination hook = open()) {
            write(hook, "x\n").get();
        }
        assertEquals(4, posts.size());
        assertEquals(1, batches.stream().distinct().count());
    }

    @Test
    void restsForAsLongAsTheAnswerSays() throws Exception {
        answers.addAll(List.of(LATER, LATER));
        long start = System.nanoTime();
        try (Destination hook = open()) {
            write(hook, "x\n").get();
        }
        assertEquals(3, posts.size());
        assertTrue(System.nanoTime() - start >= TimeUnit.SECONDS.toNanos(2));
    }

    @ParameterizedTest
    @CsvSource({"400", "401", "404", "302"})
    void givesUpAtOnceWhatWillNotBeTaken(int status) throws Exception {
        answers.add(status);
        Destination hook = open("authorization", "s3cret", "url", url() + "?key=s3cret");
        String why = assertThrows(ExecutionException.class, write(hook, "x\n")::get).getCause().getMessage();
        assertEquals(url() + " answered with status " + status, why);
        assertEquals(1, posts.size());
    }

    @Test
    void doesNotWaitForEverForAnAnswer() throws Exception {
        answers.add(HANG);
        try (Destination hook = open("timeout", "300ms", "retry-for", "0s")) {
            String why = assertThrows(ExecutionException.class, write(hook, "lost\n")::get).getCause().getMessage();
            assertTrue(why.startsWith(url() + " did not answer within 300 ms") || why.contains("timed out"), why);
            write(hook, "kept\n").get();
        }
        assertTrue(posts.get(posts.size() - 1).endsWith("kept\n"));
    }

    @Test
    void saysWhereNobodyListens() throws Exception {
        server.stop(0);
        Destination hook = open("retry-for", "100ms");
        String why = assertThrows(ExecutionException.class, write(hook, "x\n")::get).getCause().getMessage();
        assertTrue(why.startsWith("cannot post to " + url() + ": "), why);
    }

    @Test
    void endsAPostThatWaitsWhenItIsClosed() throws Exception {
        answers.add(HANG);
        Destination hook = open("timeout", "1h", "retry-for", "1h");
        CompletableFuture<Void> write = write(hook, "x\n");
        hanging.await();
        hook.close();
        assertThrows(ExecutionException.class, () -> write.get(30, TimeUnit.SECONDS));
    }

    @ParameterizedTest
    @CsvSource({
        "url, http://example.org/, 'key ''url'' would send events in the clear: allowed is https://, or http:// with plain-http=true'",
        "url, ftp://example.org/, key 'url' is not an address such as https://host/path",
        "url, https:// x, key 'url' is not an address such as https://host/path",
        "url, https://u:s3cret@example.org/, key 'url' holds a password: use the key 'password-file' or 'token-file'",
        "header, s3cret, key 'header' has no colon: allowed is 'Name: value'",
        "header, Host: s3cret, key 'header' is not a header that can be sent",
        "timeout, 0s, key 'timeout' cannot be '0s': allowed is 1ms and more"})
    void refusesWhatCannotBeAndShowsNoSecret(String key, String value, String message) {
        String why = assertThrows(IllegalArgumentException.class, () -> open(key, value)).getMessage();
        assertEquals(message, why);
        assertFalse(why.contains("s3cret"));
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/in";
    }

    private Destination open(String... options) throws IOException {
        WebhookFactory factory = new WebhookFactory();
        String[] all = new String[options.length + 2];
        all[0] = "url";
        all[1] = url();
        System.arraycopy(options, 0, all, 2, options.length);
        return factory.open(FakeContext.options(factory.options(), all));
    }

    private static CompletableFuture<Void> write(Destination hook, String text) {
        byte[] bytes = ("head" + text).getBytes(StandardCharsets.UTF_8);
        return CompletableFuture.runAsync(() -> {
            try {
                hook.write(bytes, 4, bytes.length - 4, 2);
            } catch (IOException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        });
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var headers = exchange.getRequestHeaders();
        batches.add(headers.getFirst("Tallyman-Batch"));
        posts.add(String.join(" ", exchange.getRequestMethod(), exchange.getRequestURI().getPath(),
                headers.getFirst("Content-Type"), headers.getFirst("Authorization"), headers.getFirst("X-Team"),
                headers.getFirst("Tallyman-Events"), body));
        Integer status = answers.poll();
        if (status != null && status == HANG) {
            hanging.countDown();
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (status != null && status == LATER) {
            exchange.getResponseHeaders().set("Retry-After", "1");
            status = 429;
        }
        exchange.sendResponseHeaders(status == null || status == HANG ? 204 : status, -1);
        exchange.close();
    }
}
