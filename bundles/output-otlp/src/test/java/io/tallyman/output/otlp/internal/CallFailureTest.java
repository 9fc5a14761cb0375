package io.tallyman.output.otlp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.tallyman.delivery.PermanentFailure;
import java.io.IOException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CallFailureTest {
    private static IOException exception(Status status) {
        return CallFailure.of(status.asRuntimeException()).exception("https://c", Duration.ofSeconds(7));
    }

    /** A killed server has refused nothing. */
    @ParameterizedTest
    @EnumSource(value = Status.Code.class, names = {"UNKNOWN", "INTERNAL"})
    void shouldSendAgainWhereTheConnectionBrokeInTheMiddleOfAnAnswer(Status.Code code) {
        Status status = code.toStatus().withCause(new IllegalStateException(new SSLException("no close_notify")));
        IOException failure = exception(status);
        assertFalse(failure instanceof PermanentFailure);
        assertEquals("cannot send to https://c: no close_notify", failure.getMessage());
        assertTrue(CallFailure.of(status.asRuntimeException()).wantsAnotherConnection());
    }

    @Test
    void shouldLoseWhatTheServerItselfRefuses() {
        Status status = Status.INTERNAL.withDescription("bad records");
        assertInstanceOf(PermanentFailure.class, exception(status));
        assertFalse(CallFailure.of(status.asRuntimeException()).wantsAnotherConnection());
    }
}
