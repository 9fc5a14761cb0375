package io.tallyman.api.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {
    private static final int[] EDGES = {0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf,
        0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff};

    @Test
    void readsEverySequenceOfFourEdgeBytesAsJavaDoes() {
        int n = EDGES.length;
        for (int i = 0; i < n * n * n * n; i++) {
            assertSame(new byte[] {edge(i), edge(i / n), edge(i / n / n), edge(i / n / n / n)});
        }
    }

    @Test
    void readsRandomBytesAsJavaDoes() {
        Random random = new Random(7);
        for (int i = 0; i < 30_011; i++) {
            byte[] bytes = new byte[random.nextInt(23)];
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = random.nextBoolean() ? edge(random.nextInt(EDGES.length)) : (byte) random.nextInt();
            }
            assertSame(bytes);
        }
    }

    private static byte edge(int i) {
        return (byte) EDGES[i % EDGES.length];
    }

    private static void assertSame(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < bytes.length;) {
            int length = Utf8.sequence(bytes, at, bytes.length);
            text.appendCodePoint(length > 0 ? Utf8.codePoint(bytes, at, length) : 0xfffd);
            at += Math.abs(length);
        }
        assertEquals(new String(bytes, StandardCharsets.UTF_8), text.toString());
    }
}
