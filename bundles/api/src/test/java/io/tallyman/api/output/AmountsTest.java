package io.tallyman.api.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AmountsTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "1021, 1021", "3K, 3072", "4k, 4096", "7M, 7340032", "16MiB, 16777216", "3 GB, 3221225472",
        "999999999G, 1073741822926258176"})
    void shouldReadSizes(String text, long bytes) {
        assertEquals(bytes, Amounts.size(text));
    }

    @ParameterizedTest
    @CsvSource({"17ms, PT0.017S", "10, PT10S", "10s, PT10S", "1.5s, PT1.5S", "5m, PT5M", "1h, PT1H", "3d, PT72H"})
    void shouldReadDurations(String text, Duration duration) {
        assertEquals(duration, Amounts.duration(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "1.5M", "16MM", "9T", "99999999999999999G"})
    void shouldRefuseWhatIsNoSize(String text) {
        assertThrows(IllegalArgumentException.class, () -> Amounts.size(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "-1s", "10 days", "1e3"})
    void shouldRefuseWhatIsNoDuration(String text) {
        assertThrows(IllegalArgumentException.class, () -> Amounts.duration(text));
    }

    @Test
    void shouldSayWhatADurationLooksLike() {
        Exception e = assertThrows(IllegalArgumentException.class, () -> Amounts.duration("soon"));
        assertEquals("'soon' is not a time such as 500ms, 10s, 5m, 1h or 1d", e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"0, 0B", "1023, 1023B", "1024, 1K", "1536, 1.5K", "16777216, 16M", "5368709120, 5G"})
    void shouldWriteSizes(long bytes, String text) {
        assertEquals(text, Amounts.text(bytes));
    }
}
