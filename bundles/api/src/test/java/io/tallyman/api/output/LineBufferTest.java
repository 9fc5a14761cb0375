package io.tallyman.api.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineBufferTest {
    @Test
    void writesEveryLengthOfNumber() {
        for (long power = 1; power <= Long.MAX_VALUE / 10; power *= 10) {
            for (long value : new long[] {power - 1, power, power + 1, 9 * power, 10 * power}) {
                assertNumber(value);
                assertNumber(-value);
            }
        }
        for (int bit = 0; bit < 64; bit++) {
            assertNumber(1L << bit);
            assertNumber((1L << bit) - 1);
        }
    }

    @Test
    void writesRandomNumbers() {
        Random random = new Random(3);
        for (int i = 0; i < 100_003; i++) {
            assertNumber(random.nextLong() >> random.nextInt(64));
        }
    }

    @Test
    void growsAndKeepsWhatItHas() {
        LineBuffer out = new LineBuffer(1);
        out.put('a').ascii("bc").put(new byte[] {'d', 'e', 'f'}, 1, 2).decimal(17);
        out.ensure(1_000)[out.length()] = 'x';
        out.length(out.length() + 1);
        assertEquals("abcef17x", text(out));
        out.clear();
        assertEquals(0, out.length());
    }

    private static void assertNumber(long value) {
        assertEquals(Long.toString(value), text(new LineBuffer(1).decimal(value)));
        assertEquals(Long.toUnsignedString(value), text(new LineBuffer(1).unsigned(value)));
        assertEquals(Long.toHexString(value), text(new LineBuffer(1).hex(value)));
        assertEquals(String.format("%02x", (byte) value), text(new LineBuffer(1).hex(value, 2)));
    }

    private static String text(LineBuffer out) {
        return new String(out.array(), 0, out.length(), StandardCharsets.US_ASCII);
    }
}
