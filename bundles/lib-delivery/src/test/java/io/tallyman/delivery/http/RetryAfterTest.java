package io.tallyman.delivery.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-11-30T19:41:07Z");

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"7; 7", "0; 0", "86400; 3600", "Mon, 30 Nov 2026 19:41:20 GMT; 13",
        "Mon, 30 Nov 2026 19:40:00 GMT; 0"})
    void shouldReadSecondsAndDatesUpToAnHour(String value, long seconds) {
        assertEquals(Duration.ofSeconds(seconds), RetryAfter.pause(value, NOW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5", "99999999999999999999", "2026-11-30T19:41:20Z"})
    void shouldTakeAnythingElseForNoAnswer(String value) {
        assertNull(RetryAfter.pause(value, NOW));
    }
}
