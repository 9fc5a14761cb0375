package io.tallyman.api.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.output.LineBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTextTest {
    private final TerminalText text = new TerminalText();

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {
        "plain \"text\", plain \"text\"",
        "a\u001b[2Jb, a\\x1b[2Jb",
        "a\u007f, a\\x7f",
        "c:\\x1b, c:\\\\x1b",
        "grün 日本 😀, grün 日本 😀",
        "a\u202etxt.exe, a\\u202etxt.exe",
        "a\u200bb, a\\u200bb",
        "a\u00a0b, a\\u00a0b",
        "e\u0301, e\\u0301",
        "\u0085x, \\u0085x",
        "\u3164x, \\u3164x",
        "\udb40\udc41x, \\U000e0041x"})
    void showsWhatIsThereAndNothingElse(String from, String to) {
        byte[] bytes = from.getBytes(UTF_8);
        assertEquals(to, put(bytes));
        LineBuffer out = new LineBuffer(1);
        text.put(from, from.length(), out);
        assertEquals(to, new String(out.array(), 0, out.length(), UTF_8));
    }

    @Test
    void showsBytesThatAreNotUtf8() {
        assertEquals("\\xffa\\xed\\xa0\\x80", put(new byte[] {-1, 'a', (byte) 0xed, (byte) 0xa0, (byte) 0x80}));
    }

    @Test
    void findsTheFirstByteToEscapeAtEveryPlaceOfAWord() {
        for (int special : new int[] {0, 0x1f, 0x7f, '\\', 0x80, 0xff}) {
            for (int at = 0; at < 19; at++) {
                byte[] bytes = "abcdefghi~ \"mnopqrs".getBytes(UTF_8);
                bytes[at] = (byte) special;
                String escape = special == '\\' ? "\\\\" : String.format("\\x%02x", special);
                String plain = "abcdefghi~ \"mnopqrs";
                assertEquals(plain.substring(0, at) + escape + plain.substring(at + 1), put(bytes));
            }
        }
    }

    @Test
    void canBeReadBackWhateverTheBytesAre() {
        Random random = new Random(11);
        for (int i = 0; i < 10_007; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            String shown = put(bytes);
            assertTrue(shown.chars().noneMatch(c -> c < 0x20 || c == 0x7f), shown);
            assertEquals(new String(bytes, ISO_8859_1), readBack(shown));
        }
    }

    @Test
    void countsAndCutsByWhatIsShown() {
        byte[] bytes = "aß日本x".getBytes(UTF_8);
        assertEquals(7, TerminalText.columns(bytes, 0, bytes.length));
        assertEquals(3, TerminalText.cut(bytes, 0, bytes.length, 3));
        assertEquals(6, TerminalText.cut(bytes, 0, bytes.length, 4));
        assertEquals(bytes.length, TerminalText.cut(bytes, 0, bytes.length, 7));
    }

    @Test
    void takesNoMoreOfATextThanAsked() {
        LineBuffer out = new LineBuffer(1);
        text.put("8cb9c4bd2f37e1a0", 12, out);
        text.put("a\ud83d\ude00b", 2, out);
        assertEquals("8cb9c4bd2f37a\ud83d\ude00", new String(out.array(), 0, out.length(), UTF_8));
    }

    private String put(byte[] bytes) {
        LineBuffer out = new LineBuffer(1);
        text.put(bytes, 0, bytes.length, out);
        String put = new String(out.array(), 0, out.length(), UTF_8);
        out.clear();
        System.arraycopy(bytes, 0, out.ensure(bytes.length), 0, bytes.length);
        text.takeTail(bytes.length, out);
        assertEquals(put, new String(out.array(), 0, out.length(), UTF_8));
        return put;
    }

    /** The bytes as Latin-1. */
    private static String readBack(String shown) {
        StringBuilder bytes = new StringBuilder();
        for (int i = 0; i < shown.length(); i++) {
            char c = shown.charAt(i);
            if (c != '\\') {
                int point = shown.codePointAt(i);
                i += Character.charCount(point) - 1;
                append(point, bytes);
            } else if (shown.charAt(++i) == '\\') {
                bytes.append('\\');
            } else {
                int digits = shown.charAt(i) == 'x' ? 2 : shown.charAt(i) == 'u' ? 4 : 8;
                int value = Integer.parseInt(shown.substring(i + 1, i + 1 + digits), 16);
                if (digits == 2) {
                    bytes.append((char) value);
                } else {
                    append(value, bytes);
                }
                i += digits;
            }
        }
        return bytes.toString();
    }

    private static void append(int point, StringBuilder bytes) {
        for (byte b : Character.toString(point).getBytes(UTF_8)) {
            bytes.append((char) (b & 0xff));
        }
    }
}
