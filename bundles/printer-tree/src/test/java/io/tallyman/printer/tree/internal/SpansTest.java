package io.tallyman.printer.tree.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyman.api.output.LineBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpansTest {
    @ParameterizedTest
    @CsvSource({"0, 0.000s", "-7, 0.000s", "1999999, 0.001s", "59999000000, 59.999s", "60000000000, 1m00s",
        "3599000000000, 59m59s", "3660000000000, 1h01m", "86399000000000, 23h59m", "90000000000000, 1d01h"})
    void shouldWriteATimeInTheUnitThatFits(long nanos, String text) {
        LineBuffer out = new LineBuffer(1);
        Spans.put(nanos, out);
        assertEquals(text, new String(out.array(), 0, out.length(), StandardCharsets.US_ASCII));
    }
}
