package io.tallyman.api.text;

/**
 * Finds the characters in bytes that may not be UTF-8. Malformed bytes are divided into the same pieces as in
 * {@link String#String(byte[], java.nio.charset.Charset)}, so that every reader of a name sees the same replacement.
 */
public final class Utf8 {
    private Utf8() {
    }

    /**
     * Measures the sequence that starts at {@code at}. {@code at} must be less than {@code end}.
     *
     * @return length of a well-formed sequence (1 to 4), or minus the number of bytes that one U+FFFD stands for
     */
    public static int sequence(byte[] bytes, int at, int end) {
        int lead = bytes[at] & 0xff;
        if (lead < 0x80) {
            return 1;
        }
        if (lead < 0xc2 || lead > 0xf4 || !isSecond(lead, bytes, at + 1, end)) {
            return -1;
        }
        if (lead < 0xe0) {
            return 2;
        }
        if (!isContinuation(bytes, at + 2, end)) {
            return -2;
        }
        if (lead < 0xf0) {
            boolean surrogate = lead == 0xed && (bytes[at + 1] & 0xff) >= 0xa0;
            return surrogate ? -3 : 3;
        }
        return isContinuation(bytes, at + 3, end) ? 4 : -3;
    }

    /** The code point of a well-formed sequence of this length. */
    public static int codePoint(byte[] bytes, int at, int length) {
        if (length == 1) {
            return bytes[at];
        }
        int point = bytes[at] & (0xff >> length + 1);
        for (int i = 1; i < length; i++) {
            point = point << 6 | bytes[at + i] & 0x3f;
        }
        return point;
    }

    private static boolean isSecond(int lead, byte[] bytes, int at, int end) {
        if (!isContinuation(bytes, at, end)) {
            return false;
        }
        int second = bytes[at] & 0xff;
        return switch (lead) {
            case 0xe0 -> second >= 0xa0;
            case 0xf0 -> second >= 0x90;
            case 0xf4 -> second < 0x90;
            default -> true;
        };
    }

    private static boolean isContinuation(byte[] bytes, int at, int end) {
        return at < end && (bytes[at] & 0xc0) == 0x80;
    }
}
