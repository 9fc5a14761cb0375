package io.tallyman.printer.otlp.internal;

import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.text.TextEscaper;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Appends attributes, which are {@code KeyValue} messages, each with the tag of its list. For one thread. */
final class Attributes {
    private static final byte[] REPLACEMENT = {(byte) 0xef, (byte) 0xbf, (byte) 0xbd};
    private static final int KEY = 1;
    private static final int VALUE = 2;
    private static final int STRING = 1;
    private static final int BOOL = 2;
    private static final int INT = 3;
    private static final int ARRAY = 5;
    private static final int ARRAY_VALUES = 1;
    private static final int MAP = 6;
    /** The list that holds the members of a map. */
    static final int MAP_VALUES = 1;

    private final Text text = new Text();
    private final LineBuffer value = new LineBuffer(512);
    private final LineBuffer array = new LineBuffer(512);

    /** A text must be UTF-8, or the receiver refuses the whole message. */
    private static final class Text extends TextEscaper {
        @Override
        protected boolean mayStand(byte[] bytes, int at, int length) {
            return true;
        }

        @Override
        protected void putEscape(byte[] bytes, int at, int length, LineBuffer out) {
            out.put(REPLACEMENT);
        }
    }

    /** The name of an attribute as it stands in the list with this number. */
    record Key(int list, byte[] name) {
        static Key of(int list, String name) {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            LineBuffer out = new LineBuffer(64);
            Proto.putHead(KEY, bytes.length, out).put(bytes);
            return new Key(list, java.util.Arrays.copyOf(out.array(), out.length()));
        }
    }

    /** Bytes of unknown origin that {@link #string} takes next; they are written to the buffer that this returns. */
    LineBuffer text() {
        value.clear();
        return value;
    }

    TextEscaper escaper() {
        return text;
    }

    void string(Key key, String string, LineBuffer out) {
        text.put(string, string.length(), text());
        putText(key, out);
    }

    /** An attribute whose text was appended to {@link #text}. */
    void putText(Key key, LineBuffer out) {
        int size = value.length();
        head(key, Proto.sizeDelimited(size), out);
        Proto.putHead(STRING, size, out).put(value.array(), 0, size);
    }

    /** A text argument, or the path of a descriptor. */
    void argument(Key key, EventView event, int arg, LineBuffer out) {
        int length = event.byteLength(arg);
        event.copyBytes(arg, text().ensure(length), 0);
        text.takeTail(length, value);
        putText(key, out);
    }

    /** A list of texts, each ended by a zero byte. The last one has none if it was cut off. */
    void arguments(Key key, EventView event, int arg, LineBuffer out) {
        int length = event.byteLength(arg);
        byte[] bytes = text.aside(length);
        event.copyBytes(arg, bytes, 0);
        array.clear();
        int from = 0;
        while (from < length) {
            int to = from;
            while (to < length && bytes[to] != 0) {
                to++;
            }
            text.put(bytes, from, to, text());
            element();
            from = to + 1;
        }
        putArray(key, array, out);
    }

    /** A list of texts. */
    void strings(Key key, List<String> strings, LineBuffer out) {
        array.clear();
        for (String string : strings) {
            text.put(string, string.length(), text());
            element();
        }
        putArray(key, array, out);
    }

    private void element() {
        int size = value.length();
        Proto.putHead(ARRAY_VALUES, Proto.sizeDelimited(size), array);
        Proto.putHead(STRING, size, array).put(value.array(), 0, size);
    }

    /** A list whose elements were appended one by one. */
    static void putArray(Key key, LineBuffer elements, LineBuffer out) {
        int size = elements.length();
        head(key, Proto.sizeDelimited(size), out);
        Proto.putHead(ARRAY, size, out).put(elements.array(), 0, size);
    }

    /** Appends a map to the elements of a list. The members are attributes of the list {@link #MAP_VALUES}. */
    static void putMap(LineBuffer members, LineBuffer maps) {
        int size = members.length();
        Proto.putHead(ARRAY_VALUES, Proto.sizeDelimited(size), maps);
        Proto.putHead(MAP, size, maps).put(members.array(), 0, size);
    }

    static void number(Key key, long number, LineBuffer out) {
        head(key, 1 + Proto.size(number), out);
        Proto.putVarint(number, out.put(Proto.varint(INT)));
    }

    static void bool(Key key, boolean is, LineBuffer out) {
        head(key, 2, out);
        out.put(Proto.varint(BOOL)).put(is ? 1 : 0);
    }

    /** Appends everything up to the value, which has so many bytes. */
    private static void head(Key key, int valueSize, LineBuffer out) {
        Proto.putHead(key.list(), key.name().length + Proto.sizeDelimited(valueSize), out).put(key.name());
        Proto.putHead(VALUE, valueSize, out);
    }
}
