package io.tallyman.output.otlp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tallyman.delivery.PermanentFailure;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers of servers that are not quite, or not at all, collectors. */
class ExportAnswerTest {
    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"0; ''; ''", "0; ''; text/html", "0; {}; application/json",
        "7; {\"partialSuccess\":{\"rejectedLogRecords\":\"7\",\"errorMessage\":\"x\"}}; application/json;charset=utf-8",
        "5; {\"partialSuccess\": {\"rejectedLogRecords\" : 5}}; application/json"})
    void shouldTakeAnEmptyAnswerAndOneInJson(long rejected, String body, String type) throws Exception {
        assertEquals(rejected, ExportAnswer.of(body.getBytes(StandardCharsets.UTF_8), type, "x").rejected());
    }

    @Test
    void shouldNotTakeAnotherWebServerForACollector() {
        byte[] page = "<html>".getBytes(StandardCharsets.UTF_8);
        PermanentFailure e = assertThrows(PermanentFailure.class, () -> ExportAnswer.of(page, "text/html\n", "x"));
        assertEquals("x answered with text/html , which is no answer of OTLP", e.getMessage());
        assertFalse(e.isOfContent());
        assertFalse(assertThrows(PermanentFailure.class, () -> ExportAnswer.of(page, "application/x-protobuf", "x"))
                .isOfContent());
    }

    @Test
    void shouldReadNothingFromAStatusThatIsNone() {
        assertEquals("", ErrorStatus.words("upstream connect error".getBytes(StandardCharsets.UTF_8)));
        assertEquals(": " + "a".repeat(200) + "...", ErrorStatus.words("a".repeat(5_003)));
    }
}
