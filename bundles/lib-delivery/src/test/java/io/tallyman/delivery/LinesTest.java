package io.tallyman.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinesTest {
    private static final byte[] BYTES = "one\n\nthree\nrest".getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @CsvSource({"0, 15, 3", "3, 15, 3", "4, 15, 4", "5, 15, 10", "11, 15, 15", "15, 15, 15", "5, 10, 10", "5, 7, 7"})
    void shouldFindTheEndOfALineAndNoneBehindThePart(int from, int to, int end) {
        assertEquals(end, Lines.end(BYTES, from, to));
    }

    @ParameterizedTest
    @CsvSource({"0, 15, 4", "0, 11, 3", "0, 10, 3", "0, 5, 2", "0, 4, 1", "4, 5, 1", "3, 4, 1", "12, 15, 1", "7, 7, 0"})
    void shouldCountEmptyLinesAndALineWithoutAnEnd(int from, int to, int count) {
        assertEquals(count, Lines.count(BYTES, from, to));
    }

    @Test
    void shouldCountNoLinesInNothing() {
        assertEquals(0, Lines.count(new byte[0], 0, 0));
    }
}
