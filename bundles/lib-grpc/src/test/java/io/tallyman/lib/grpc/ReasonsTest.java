package io.tallyman.lib.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import java.io.IOException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ReasonsTest {
    private static String of(Status status) {
        return Reasons.of(status, 2000, 4_194_304);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "DEADLINE_EXCEEDED | ClientCall started after CallOptions deadline was exceeded -0.59 seconds ago | no answer within 2 s",
        "UNAVAILABLE | server is shutting down | the daemon is not ready: server is shutting down",
        "PERMISSION_DENIED | not you | the daemon refused: not you",
        "INTERNAL | disk broken | the daemon failed: disk broken",
        "UNKNOWN | layer not known | the daemon failed: layer not known",
        "UNKNOWN | HTTP status code 400 | does not speak gRPC",
        "RESOURCE_EXHAUSTED | gRPC message exceeds maximum size 4194304: 5000007 | answers more than 4194304 bytes",
        "RESOURCE_EXHAUSTED | no memory | the daemon is out of resources: no memory",
        "CANCELLED | Thread interrupted | the call was broken off"})
    void saysWhatHappenedInWords(Status.Code code, String said, String words) {
        assertEquals(words, of(code.toStatus().withDescription(said)));
    }

    @Test
    void saysHowTheSocketFailed() {
        Status unavailable = Status.UNAVAILABLE.withDescription("io exception");
        assertEquals("nobody listens on the socket",
                of(unavailable.withCause(new ConnectException("Connection refused: /run/x.sock"))));
        assertEquals("the socket is gone",
                of(unavailable.withCause(new IOException(new ConnectException("No such file or directory")))));
        assertEquals("no permission to use the socket",
                of(unavailable.withCause(new ConnectException("Permission denied: /run/x.sock"))));
        assertEquals("the connection was lost", of(unavailable.withCause(new IOException("Broken pipe"))));
    }

    @Test
    void cutsWhatTheDaemonSays() {
        assertEquals("the daemon failed: " + "x".repeat(200) + "...",
                of(Status.INTERNAL.withDescription("x".repeat(5003))));
    }

    @ParameterizedTest
    @EnumSource(value = Status.Code.class, names = "OK", mode = EnumSource.Mode.EXCLUDE)
    void showsNobodyTheNamesOfGrpc(Status.Code code) {
        String words = of(code.toStatus());
        assertFalse(words.contains(code.name()), words);
        assertTrue(words.matches("[a-z0-9 ]+(gRPC)?"), words);
    }
}
