package io.tallyman.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class AmountsTest {
    @ParameterizedTest
    @CsvSource({"17,17", "4K,4096", "4k,4096", "16M,16777216", "16MiB,16777216", "3 GB,3221225472"})
    void shouldReadSizes(String text, long bytes) {
        assertEquals(bytes, new Amounts.SizeConverter().convert(text));
    }

    @ParameterizedTest
    @CsvSource({"500ms,500", "10,10000", "10s,10000", "1.5s,1500", "5m,300000", "1h,3600000"})
    void shouldReadDurations(String text, long millis) {
        assertEquals(millis, new Amounts.DurationConverter().convert(text).toMillis());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "16MM", "1.5M", "99999999999999999G"})
    void shouldRefuseWhatIsNoSize(String text) {
        assertThrows(TypeConversionException.class, () -> new Amounts.SizeConverter().convert(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "-1s", "10 days", "1e3"})
    void shouldRefuseWhatIsNoDuration(String text) {
        assertThrows(TypeConversionException.class, () -> new Amounts.DurationConverter().convert(text));
    }

    @ParameterizedTest
    @CsvSource({"0,0B", "1023,1023B", "1024,1K", "1536,1.5K", "16777216,16M", "5368709120,5G"})
    void shouldWriteSizes(long bytes, String text) {
        assertEquals(text, Amounts.size(bytes));
    }
}
