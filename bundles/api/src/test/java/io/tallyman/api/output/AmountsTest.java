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
    @CsvSource({"0, 0", "1021, 1021", "3K, 3072", "7M, 7340032", "999999999G, 1073741822926258176"})
    void readsSizes(String text, long bytes) {
        assertEquals(bytes, Amounts.size(text));
    }

    @ParameterizedTest
    @CsvSource({"17ms, PT0.017S", "10s, PT10S", "5m, PT5M", "1h, PT1H", "3d, PT72H"})
    void readsDurations(String text, Duration duration) {
        assertEquals(duration, Amounts.duration(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "8m", "1.5M", "8 M", "1000000000", "9T"})
    void refusesWhatIsNoSize(String text) {
        assertThrows(IllegalArgumentException.class, () -> Amounts.size(text));
    }

    @Test
    void saysWhatADurationLooksLike() {
        Exception e = assertThrows(IllegalArgumentException.class, () -> Amounts.duration("10"));
        assertEquals("'10' is not a time such as 500ms, 10s, 5m, 1h or 1d", e.getMessage());
    }
}
