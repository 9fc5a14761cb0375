package io.tallyman.output.otlp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.grpc.Status;
import io.tallyman.api.output.Destination;
import io.tallyman.delivery.PermanentFailure;
import io.tallyman.output.otlp.internal.ScriptedCollector.Way;
import io.tallyman.testing.FakeContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are no collectors: what they refuse is the address, so the events wait for the right one. */
@Timeout(60)
class OtlpStrangersTest {
    private static Destination open(Way way, int port) throws IOException {
        return OtlpDeliveryTest.factory(way).open(FakeContext.options(OtlpDeliveryTest.factory(way).options(), "url",
                "http://localhost:" + port, "retry-for", "0s"));
    }

    /** The engine deletes from the spool what is {@code Refused}. */
    private static String assertIsKept(Destination otlp) {
        IOException e = assertThrows(IOException.class, () -> Blocks.write(otlp, 0, 7));
        assertFalse(e instanceof Destination.Refused, e.toString());
        assertFalse(assertInstanceOf(PermanentFailure.class, e).isOfContent());
        return e.getMessage();
    }

    @ParameterizedTest
    @CsvSource({"200, text/html", "400, text/plain", "400, ''", "500, text/html", "404, application/json",
        "501, application/json"})
    void shouldKeepWhatAnotherWebServerAnswers(int status, String type) throws Exception {
        assertAnswered(status, type, false);
    }

    @ParameterizedTest
    @CsvSource({"400, application/x-protobuf", "400, application/json", "500, application/x-protobuf",
        "500, application/json;charset=utf-8", "413, text/html"})
    void shouldNotKeepWhatACollectorNeverTakes(int status, String type) throws Exception {
        assertAnswered(status, type, true);
    }

    private static void assertAnswered(int status, String type, boolean refused) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] body = "Client sent an HTTP request to an HTTPS server.".getBytes(StandardCharsets.UTF_8);
            if (!type.isEmpty()) {
                exchange.getResponseHeaders().set("Content-Type", type);
            }
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try (Destination otlp = open(Way.HTTP, server.getAddress().getPort())) {
            if (refused) {
                assertEquals(7, assertThrows(Destination.Refused.class, () -> Blocks.write(otlp, 0, 7)).events());
            } else {
                assertIsKept(otlp);
            }
        } finally {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 400})
    void shouldKeepWhatAWebServerOfHttp2Answers(int status) throws Exception {
        try (PageServer server = new PageServer(status); Destination otlp = open(Way.GRPC, server.port())) {
            String why = assertIsKept(otlp);
            assertTrue(why.contains("HTTP status code " + status), why);
        }
    }

    @ParameterizedTest
    @CsvSource({"UNKNOWN, bad record, true", "INTERNAL, the answer had HTTP status code 400, true",
        "UNKNOWN, HTTP status code 200 invalid content-type: text/html, false", "INTERNAL, HTTP status code 400, false",
        "INVALID_ARGUMENT, , true", "UNIMPLEMENTED, , false"})
    void shouldJudgeByTheStatusUnlessNoServiceHasAnswered(Status.Code code, String said, boolean ofContent) {
        CallFailure failure = new CallFailure(code.toStatus().withDescription(said), ErrorStatus.of(new byte[0]));
        IOException e = failure.exception("x", Duration.ofSeconds(1));
        assertEquals(ofContent, assertInstanceOf(PermanentFailure.class, e).isOfContent());
    }
}
