package io.tallyman.lib.docker;

import static io.tallyman.lib.docker.ScriptedDaemon.endless;
import static io.tallyman.lib.docker.ScriptedDaemon.json;
import static io.tallyman.lib.docker.ScriptedDaemon.silence;
import static io.tallyman.lib.docker.ScriptedDaemon.status;
import static io.tallyman.lib.docker.ScriptedDaemon.stream;
import static io.tallyman.lib.docker.ScriptedDaemon.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Event;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class DockerSocketTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n\r\n";

    @TempDir
    Path dir;
    private ScriptedDaemon daemon;
    private DockerSocket docker;

    @BeforeEach
    void start() throws IOException {
        daemon = new ScriptedDaemon(dir.resolve("docker.sock"));
        docker = new DockerSocket(daemon.socket());
    }

    @AfterEach
    void stop() throws IOException {
        docker.close();
        daemon.close();
    }

    private String version() throws IOException, InterruptedException {
        return docker.ask(client -> client.versionCmd().exec().getVersion());
    }

    @Test
    void answersComeThroughDockerJava() throws Exception {
        daemon.on("/version", json("{\"Version\":\"31.4.15\"}"));
        assertEquals("31.4.15", version());
        assertEquals("31.4.15", docker.get("/version").get("Version").asText());
    }

    @Test
    void headersAreReadWhateverTheirCase() throws Exception {
        daemon.on("/_ping", out -> text(out, "HTTP/1.1 200 OK\r\nLibpod-Api-Version: 4.3.1\r\n\r\nOK"));
        assertEquals("4.3.1", docker.header("/_ping", "libpod-api-version"));
        assertNull(docker.header("/_ping", "Api-Version"));
    }

    @Test
    void whatDoesNotExistIsNull() throws Exception {
        assertNull(docker.ask(client -> client.inspectContainerCmd("nosuch").exec()));
        assertNull(docker.get("/libpod/pods/json"));
    }

    @Test
    void aListWithoutAPathIsAnErrorAndNotEmpty() {
        assertThrows(IOException.class, () -> docker.list("/nosuch/json", Container.class, each -> { }));
    }

    @Test
    void errorsOfTheEngineAreIoExceptions() {
        daemon.on("/version", status(500));
        assertThrows(IOException.class, this::version);
        daemon.on("/version", out -> text(out, "HTTP/1.1 500 Oops\r\n\r\n{\"message\":\"no space left\"}"));
        assertMessage("the daemon failed: no space left", this::version);
        daemon.on("/version", out -> text(out, "HTTP/1.1 403 No\r\n\r\n{\"message\":\"not for you\"}"));
        assertMessage("the daemon refused: not for you", this::version);
        daemon.on("/version", status(500));
        assertEquals("answers status 500", assertThrows(IOException.class, () -> docker.get("/version")).getMessage());
    }

    @Test
    void aSocketThatIsNotThereIsAnIoException() {
        DockerSocket nobody = new DockerSocket(dir.resolve("nobody.sock"));
        assertMessage("the socket is gone", () -> nobody.get("/version"));
    }

    @Test
    void aSocketThatNobodyListensOnIsAnIoException() throws IOException {
        Path left = dir.resolve("left.sock");
        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(left)).close();
        DockerSocket nobody = new DockerSocket(left);
        assertMessage("nobody listens on the socket", () -> nobody.get("/version"));
    }

    @Test
    void nothingButGetIsEverSent() {
        assertThrows(IOException.class, () -> docker.ask(client -> client.stopContainerCmd("c1").exec()));
        assertThrows(IOException.class, () -> docker.ask(client -> client.removeContainerCmd("c1").exec()));
        assertEquals(List.of(), daemon.requests());
    }

    @Test
    void aLongListIsReadItemByItem() throws Exception {
        String item = "{\"Id\":\"" + "a".repeat(64) + "\",\"Labels\":{\"l\":\"" + "v".repeat(30_000) + "\"}}";
        daemon.on("/containers/json", json("[" + (item + ",").repeat(210) + item + "]"));
        List<String> ids = new ArrayList<>();
        docker.list("/containers/json?all=1", Container.class, each -> ids.add(each.getId()));
        assertEquals(211, ids.size());
    }

    @Test
    void anEndlessListIsCutOff() {
        daemon.on("/containers/json", endless(OK + "[", "{\"Id\":\"" + "a".repeat(64) + "\"},"));
        assertMessage("answers more than 16777216 bytes",
                () -> docker.list("/containers/json", Container.class, each -> { }));
    }

    @Test
    void anEndlessAnswerIsCutOff() {
        daemon.on("/version", endless(OK + "{\"Version\":\"", "9"));
        assertMessage("answers more than 1048576 bytes", this::version);
        assertMessage("answers more than 1048576 bytes", () -> docker.get("/version"));
    }

    @Test
    void anEndlessHeaderIsCutOff() {
        daemon.on("/version", endless("HTTP/1.1 200 OK\r\nX-Long: ", "h"));
        assertThrows(IOException.class, this::version);
        daemon.on("/version", endless("HTTP/1.1 200 OK\r\n", "X-Many: 1\r\n"));
        assertThrows(IOException.class, this::version);
        daemon.on("/version", endless("garbage", "garbage"));
        assertThrows(IOException.class, this::version);
    }

    @Test
    void anEndlessErrorIsCutOff() {
        daemon.on("/version", endless("HTTP/1.1 500 Oops\r\n\r\n", "no"));
        assertThrows(IOException.class, this::version);
        daemon.on("/version", endless("HTTP/1.1 404 Oops\r\n\r\n", "no"));
        assertThrows(IOException.class, this::version);
    }

    @Test
    void garbageAndResetsAreIoExceptions() {
        daemon.on("/version", out -> text(out, "SSH-2.0-OpenSSH_9.2\r\n\r\n"));
        assertMessage("does not speak HTTP", this::version);
        daemon.on("/version", json("}{"));
        assertMessage("answers something else than the JSON that was asked for", this::version);
        daemon.on("/version", json("[".repeat(100_003)));
        assertThrows(IOException.class, this::version);
        daemon.on("/version", out -> text(out, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"));
        assertThrows(IOException.class, this::version);
        daemon.on("/version", out -> { });
        assertMessage("has hung up", this::version);
    }

    @Test
    void theTextOfAnErrorIsShort() {
        daemon.on("/version", json("{\"" + "k".repeat(100_000) + "\""));
        assertTrue(assertThrows(IOException.class, this::version).getMessage().length() < 210);
    }

    @Test
    void interruptionEndsASilentCall() throws Exception {
        daemon.on("/version", silence());
        assertInstanceOf(InterruptedException.class, interrupted(this::version));
        waitUntilNoConnections();
    }

    @Test
    void interruptionEndsAnAnswerThatDrips() throws Exception {
        daemon.on("/version", out -> {
            text(out, OK + "{");
            while (true) {
                text(out, " ");
                Thread.sleep(7);
            }
        });
        assertInstanceOf(InterruptedException.class, interrupted(this::version));
        waitUntilNoConnections();
    }

    @Test
    void interruptionEndsASubscription() throws Exception {
        daemon.on("/events", silence());
        assertInstanceOf(InterruptedException.class, interrupted(() -> {
            docker.events(List.of(), each -> { }, why -> { });
            return null;
        }));
        waitUntilNoConnections();
    }

    @Test
    void interruptionAndCloseEndConnecting() throws Exception {
        Path full = dir.resolve("full.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                DockerSocket hung = new DockerSocket(full)) {
            server.bind(UnixDomainSocketAddress.of(full), 1);
            fill(full);
            assertInstanceOf(InterruptedException.class, interrupted(() -> hung.get("/version")));
            assertEquals("closed", duringClose(hung, () -> hung.get("/version")).getMessage());
        }
    }

    @Test
    void callsWorkAfterAHundredInterruptions() throws Exception {
        daemon.on("/version", silence());
        for (int i = 0; i < 101; i++) {
            interrupted(this::version);
        }
        daemon.on("/version", json("{\"Version\":\"7\"}"));
        assertEquals("7", version());
        waitUntilNoConnections();
    }

    @Test
    void closeEndsABlockedCall() throws Exception {
        daemon.on("/version", silence());
        assertEquals("closed", duringClose(docker, this::version).getMessage());
        assertEquals("closed", assertThrows(IOException.class, this::version).getMessage());
        waitUntilNoConnections();
    }

    @Test
    void eventsArriveOneByOne() throws Exception {
        BlockingQueue<String> script = new LinkedBlockingQueue<>();
        daemon.on("/events", stream(out -> {
            while (true) {
                text(out, script.take());
            }
        }));
        BlockingQueue<Event> seen = new LinkedBlockingQueue<>();
        docker.events(List.of("create"), seen::add, why -> { });
        script.add("{\"Action\":\"create\",\"Actor\":{\"ID\":\"c17\"}}\n");
        assertEquals("c17", seen.take().getActor().getId());
        script.add("{\"Action\":\"create\",\"Actor\":{\"ID\":");
        script.add("\"c19\"}}\n{\"Type\":\"newer than we are\"}\n");
        assertEquals("c19", seen.take().getActor().getId());
        assertNull(seen.take().getActor());
        long minuteAgo = System.currentTimeMillis() / 1000 - 60;
        Matcher request = Pattern.compile("GET /events\\?since=(\\d+)&filters=%7B%22.*", Pattern.DOTALL)
                .matcher(daemon.requests().get(0));
        assertTrue(request.matches(), daemon.requests().get(0));
        assertEquals(minuteAgo, Long.parseLong(request.group(1)), 30);
    }

    @Test
    void theEndOfTheStreamIsTold() throws Exception {
        CompletableFuture<IOException> end = new CompletableFuture<>();
        daemon.on("/events", stream(out -> text(out, "{\"Action\":\"die\"}\n")));
        docker.events(List.of(), each -> { }, end::complete);
        assertEquals("has ended its event stream", end.get().getMessage());
    }

    @Test
    void anEventWithoutEndIsCutOffAndManyShortOnesAreNot() throws Exception {
        CompletableFuture<IOException> end = new CompletableFuture<>();
        CountDownLatch many = new CountDownLatch(1_700_000);
        daemon.on("/events", stream(out -> {
            for (int i = 0; i < 1_700_000; i += 17) {
                text(out, "{\"time\":1}\n".repeat(17));
            }
            endless("{\"from\":\"", "x").write(out);
        }));
        docker.events(List.of(), each -> many.countDown(), end::complete);
        assertEquals("answers more than 1048576 bytes", end.get().getMessage());
        assertEquals(0, many.getCount());
    }

    @Test
    void closingIsNotABrokenStream() throws Exception {
        daemon.on("/events", stream(silence()));
        AtomicReference<IOException> end = new AtomicReference<>();
        docker.events(List.of(), each -> { }, end::set);
        docker.close();
        waitUntilNoConnections();
        for (Thread each : Thread.getAllStackTraces().keySet()) {
            if (each.getName().equals("tallyman-docker-events")) {
                each.join();
            }
        }
        assertNull(end.get());
    }

    private interface Call {
        Object run() throws Exception;
    }

    private void waitUntilNoConnections() throws InterruptedException {
        while (daemon.connections() > 0) {
            Thread.sleep(2);
        }
    }

    /** Runs a call on a thread, interrupts it once it blocks and gives what it threw. */
    private static Throwable interrupted(Call call) throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread caller = new Thread(() -> thrown.complete(failure(call)));
        caller.start();
        TimeUnit.MILLISECONDS.sleep(20);
        caller.interrupt();
        return thrown.get();
    }

    private static Throwable duringClose(DockerSocket socket, Call call) throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        new Thread(() -> thrown.complete(failure(call))).start();
        TimeUnit.MILLISECONDS.sleep(20);
        long closing = System.nanoTime();
        socket.close();
        Throwable failure = thrown.get();
        assertTrue(System.nanoTime() - closing < TimeUnit.SECONDS.toNanos(1));
        return failure;
    }

    private static Throwable failure(Call call) {
        try {
            return new AssertionError("answered " + call.run());
        } catch (Exception e) {
            return e;
        }
    }

    private static void assertMessage(String message, org.junit.jupiter.api.function.Executable call) {
        assertEquals(message, assertThrows(IOException.class, call).getMessage());
    }

    /** Connects until the server's backlog takes no more. */
    private static void fill(Path socket) throws IOException {
        for (int i = 0; i < 64; i++) {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.configureBlocking(false);
            try {
                if (!channel.connect(UnixDomainSocketAddress.of(socket))) {
                    return;
                }
            } catch (IOException e) {
                return;
            }
        }
        throw new AssertionError("the backlog has no end");
    }
}
