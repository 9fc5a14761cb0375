package io.tallyman.printing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.text.TextEscaper;

/** Writes the inside of a JSON string. Bytes that are no UTF-8 become U+FFFD. One object serves one thread. */
public final class JsonText extends TextEscaper {
    private static final byte[] REPLACEMENT = {(byte) 0xef, (byte) 0xbf, (byte) 0xbd};
    private static final byte[][] ESCAPES = escapes();

    /** Bytes of JSON, which the source code writes with single quotes. */
    public static byte[] key(String text) {
        return text.replace('\'', '"').getBytes(US_ASCII);
    }

    /** Appends a whole text as a JSON string with its quotes. */
    public void putQuoted(String value, LineBuffer out) {
        put(value, value.length(), out.put('"'));
        out.put('"');
    }

    @Override
    protected boolean mayStand(byte[] bytes, int at, int length) {
        return length > 1 || ESCAPES[bytes[at]] == null;
    }

    @Override
    protected void putEscape(byte[] bytes, int at, int length, LineBuffer out) {
        out.put(length < 0 ? REPLACEMENT : ESCAPES[bytes[at]]);
    }

    private static byte[][] escapes() {
        byte[][] table = new byte[128][];
        for (int i = 0; i < 0x20; i++) {
            table[i] = key(String.format("\\u%04x", i));
        }
        table['\b'] = key("\\b");
        table['\t'] = key("\\t");
        table['\n'] = key("\\n");
        table['\f'] = key("\\f");
        table['\r'] = key("\\r");
        table['"'] = key("\\\"");
        table['\\'] = key("\\\\");
        return table;
    }
}
