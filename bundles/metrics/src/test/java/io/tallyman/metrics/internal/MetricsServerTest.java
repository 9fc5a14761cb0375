package io.tallyman.metrics.internal;

import static org.junit.jupiter.api.Assertions.*;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Enrichment;
import io.tallyman.api.container.Pod;
import io.tallyman.api.source.LossCounter;
import io.tallyman.containers.RuntimeStatus;
import io.tallyman.engine.EngineStatus;
import io.tallyman.engine.OwnerTotals;
import io.tallyman.engine.SessionStatus;
import io.tallyman.engine.SessionStatus.OutputStatus;
import io.tallyman.engine.SessionStatus.SpoolStatus;
import io.tallyman.engine.SessionStatus.State;
import io.tallyman.engine.TraceException;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MetricsServerTest {
    private final FakeEngine engine = new FakeEngine();
    private final HttpClient client = HttpClient.newHttpClient();
    private MetricsServer server;

    @BeforeEach
    void start() throws IOException {
        server = new MetricsServer(engine, config("127.0.0.1:0"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static MetricsServer.Config config(String address) {
        return new MetricsServer.Config() {
            @Override
            public String address() {
                return address;
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return MetricsServer.Config.class;
            }
        };
    }

    private HttpResponse<String> ask(String method, String path) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .method(method, HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.ofString());
    }

    private String metrics() throws Exception {
        HttpResponse<String> answer = ask("GET", "/metrics");
        assertEquals(200, answer.statusCode());
        assertEquals("text/plain; version=0.0.4; charset=utf-8", answer.headers().firstValue("Content-Type").get());
        return answer.body();
    }

    private static RuntimeStatus docker(RuntimeStatus.State state, long answers, Map<String, Long> failures) {
        return new RuntimeStatus("docker", Path.of("/run/docker.sock"), state, "hung up", answers, failures, 3_017);
    }

    private static Container container(long serial, Enrichment enrichment) {
        return new Container(serial, "id" + serial, "docker", "", "", "", "", Map.of(), Pod.NONE, 0, serial, List.of(),
                true, false, enrichment, "");
    }

    private static String samples(String metrics) {
        return metrics.lines().filter(l -> !l.startsWith("#")).collect(Collectors.joining("\n"));
    }

    @Test
    void shouldSayLittleWhileNothingIsTraced() throws Exception {
        assertEquals("""
                # HELP tallyman_tracing 1 while a source is open.
                # TYPE tallyman_tracing gauge
                tallyman_tracing 0
                # HELP tallyman_containers Live containers, by what is known.
                # TYPE tallyman_containers gauge
                tallyman_containers{enrichment="none"} 0
                tallyman_containers{enrichment="pending"} 0
                tallyman_containers{enrichment="complete"} 0
                tallyman_containers{enrichment="partial"} 0
                tallyman_containers{enrichment="failed"} 0
                """, metrics());
    }

    @Test
    void shouldShowAllThatTheEngineCounts() throws Exception {
        engine.status = new EngineStatus("ebpf", 1_000_003, 999_983, List.of(new LossCounter("ring_full", 17, "x"),
                new LossCounter("busy", 3, "x")), List.of(), List.of(new LossCounter("unknown_event", 5, "x")), 2, 7, 11,
                1_717, 1 << 20, 13, 17, List.of(new OwnerTotals(container(5, Enrichment.COMPLETE), 101, 13, 3, 17),
                new OwnerTotals(null, 1_009, 4, 0, 0)));
        engine.containers.addAll(List.of(container(1, Enrichment.COMPLETE), container(2, Enrichment.FAILED)));
        engine.runtimes.add(docker(RuntimeStatus.State.CONNECTED, 23, Map.of("timeout", 2L, "connect", 1L)));
        engine.session("all", new SessionStatus(101, 97, 0, List.of(new OutputStatus("all", "json", "file",
                State.RUNNING, 89, 8_909, 5, 1, 3, 2_048,
                new SpoolStatus(37, 4_099, 41, 43, 47, 53), ""))));
        engine.session("odd \"\\\n\u001b", new SessionStatus(1, 0, 0, List.of(new OutputStatus("o", "json", "none",
                State.OFF, 0, 0, 0, 0, 0, 0, null, "why"))));
        assertEquals("""
                tallyman_tracing 1
                tallyman_events_emitted_total 1000003
                tallyman_events_read_total 999983
                tallyman_events_lost_total{reason="ring_full"} 17
                tallyman_events_lost_total{reason="busy"} 3
                tallyman_owner_events_lost_total{owner="container",container_id="id5",container_name="",namespace="",pod=""} 13
                tallyman_owner_events_lost_total{owner="host",container_id="",container_name="",namespace="",pod=""} 4
                tallyman_owner_events_dropped_total{owner="container",container_id="id5",container_name="",namespace="",pod=""} 3
                tallyman_owner_events_dropped_total{owner="host",container_id="",container_name="",namespace="",pod=""} 0
                tallyman_owner_events_limited_total{owner="container",container_id="id5",container_name="",namespace="",pod=""} 17
                tallyman_owner_events_limited_total{owner="host",container_id="",container_name="",namespace="",pod=""} 0
                tallyman_failures_total{reason="unknown_event"} 5
                tallyman_pending_released_total 13
                tallyman_held_events 11
                tallyman_held_bytes 1717
                tallyman_hold_capacity_bytes 1048576
                tallyman_containers_remembered 7
                tallyman_containers{enrichment="none"} 0
                tallyman_containers{enrichment="pending"} 0
                tallyman_containers{enrichment="complete"} 1
                tallyman_containers{enrichment="partial"} 0
                tallyman_containers{enrichment="failed"} 1
                tallyman_runtime_up{runtime="docker",socket="/run/docker.sock"} 1
                tallyman_runtime_answers_total{runtime="docker",socket="/run/docker.sock"} 23
                tallyman_runtime_latency_seconds{runtime="docker",socket="/run/docker.sock"} 0.003017
                tallyman_runtime_failures_total{runtime="docker",socket="/run/docker.sock",reason="connect"} 1
                tallyman_runtime_failures_total{runtime="docker",socket="/run/docker.sock",reason="timeout"} 2
                tallyman_session_seen_total{session="all"} 101
                tallyman_session_seen_total{session="odd \\"\\\\\\n\ufffd"} 1
                tallyman_session_matched_total{session="all"} 97
                tallyman_session_matched_total{session="odd \\"\\\\\\n\ufffd"} 0
                tallyman_session_undecided_total{session="all"} 0
                tallyman_session_undecided_total{session="odd \\"\\\\\\n\ufffd"} 0
                tallyman_output_up{session="all",output="all",printer="json",destination="file"} 1
                tallyman_output_up{session="odd \\"\\\\\\n\ufffd",output="o",printer="json",destination="none"} 0
                """.strip(), samples(metrics()).lines().limit(35).collect(Collectors.joining("\n")));
        String all = "{session=\"all\",output=\"all\",printer=\"json\",destination=\"file\"} ";
        for (String line : List.of("delivered_total" + all + 89, "bytes_total" + all + 8_909, "dropped_total" + all + 5,
                "failed_total" + all + 1, "redacted_total" + all + 3, "queued_bytes" + all + 2_048,
                "spooled_events" + all + 37, "spool_bytes" + all + 4_099, "spool_recovered_total" + all + 41,
                "spool_dropped_total" + all + 43, "spool_damaged_total" + all + 47, "spool_repeated_total" + all + 53)) {
            assertTrue(metrics().lines().toList().contains("tallyman_output_" + line), line);
        }
    }

    private void assertUnwell(String reason) throws Exception {
        HttpResponse<String> answer = ask("GET", "/healthz");
        assertEquals(503, answer.statusCode());
        assertEquals(reason + "\n", answer.body());
    }

    private void assertWell() throws Exception {
        HttpResponse<String> answer = ask("GET", "/healthz");
        assertEquals("ok\n", answer.body());
        assertEquals(200, answer.statusCode());
    }

    @Test
    void shouldBeUnwellWhenTheReaderHasEnded() throws Exception {
        assertWell();
        engine.failure = new TraceException(TraceException.Kind.FAILED, "the reader has failed: boom", null);
        assertUnwell("the reader has ended: the reader has failed: boom");
        engine.failure = null;
        assertWell();
    }

    @Test
    void shouldBeUnwellWhileEnrichmentIsFailing() throws Exception {
        engine.runtimes.add(docker(RuntimeStatus.State.FAILING, 5, Map.of()));
        assertUnwell("enrichment is failing: docker at /run/docker.sock: hung up");
        engine.runtimes.set(0, docker(RuntimeStatus.State.CONNECTED, 5, Map.of()));
        assertWell();
        engine.runtimes.set(0, docker(RuntimeStatus.State.CONNECTED, 5, Map.of("timeout", 3L)));
        for (int i = 0; i < 3; i++) {
            assertUnwell("enrichment is failing: docker at /run/docker.sock: no answer since its last failure, 3 so far");
        }
        engine.runtimes.set(0, docker(RuntimeStatus.State.CONNECTED, 6, Map.of("timeout", 4L)));
        assertWell();
        engine.runtimes.set(0, docker(RuntimeStatus.State.ABSENT, 6, Map.of("timeout", 5L)));
        assertWell();
    }

    @Test
    void shouldRefuseWhatItDoesNotKnow() throws Exception {
        assertEquals(404, ask("GET", "/").statusCode());
        assertEquals(404, ask("GET", "/metrics/").statusCode());
        assertEquals(405, ask("POST", "/metrics").statusCode());
        assertEquals("GET, HEAD", ask("DELETE", "/healthz").headers().firstValue("Allow").get());
        HttpResponse<String> head = ask("HEAD", "/healthz");
        assertEquals(200, head.statusCode());
        assertEquals("", head.body());
    }

    @Test
    void shouldGiveThePortBackWhenItCloses() throws Exception {
        int port = server.port();
        IOException e = assertThrows(IOException.class, () -> new MetricsServer(engine, config("127.0.0.1:" + port)));
        assertEquals("cannot listen on 127.0.0.1:" + port + ": Address already in use", e.getMessage());
        server.close();
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new java.net.InetSocketAddress("127.0.0.1", port));
        }
    }

    @Test
    void shouldListenOnLoopbackUnlessToldOtherwise() {
        assertEquals("/127.0.0.1:9100", ListenAddress.of("9100").toString());
        assertEquals("/127.0.0.1:9100", ListenAddress.of(":9100").toString());
        assertEquals("/127.0.0.2:81", ListenAddress.of(" 127.0.0.2:81 ").toString());
        assertTrue(ListenAddress.of("0.0.0.0:9100").getAddress().isAnyLocalAddress());
        assertTrue(ListenAddress.of("[::1]:9100").getAddress().isLoopbackAddress());
        for (String wrong : List.of("", "host", "127.0.0.1", "127.0.0.1:", "127.0.0.1:70000", "a b:1", "::1:80",
                "1:2:3")) {
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> ListenAddress.of(wrong));
            assertEquals("key 'address' cannot be '" + wrong + "': allowed is host:port such as 127.0.0.1:9100",
                    e.getMessage());
        }
    }
}
