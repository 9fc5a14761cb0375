package io.tallyman.filter.internal;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** A value with {@code *} at its start, its end or both: suffix, prefix or part; without, the whole. */
final class TextPattern {
    private final String core;
    private final byte[] bytes;
    private final boolean openStart;
    private final boolean openEnd;

    TextPattern(String value) {
        openStart = value.startsWith("*");
        openEnd = value.endsWith("*") && value.length() > 1;
        core = value.substring(openStart ? 1 : 0, value.length() - (openEnd ? 1 : 0));
        bytes = core.getBytes(StandardCharsets.UTF_8);
    }

    static TextPattern[] of(List<String> values) {
        return values.stream().map(TextPattern::new).toArray(TextPattern[]::new);
    }

    static boolean anyMatches(TextPattern[] patterns, String text) {
        for (TextPattern pattern : patterns) {
            if (pattern.matches(text)) {
                return true;
            }
        }
        return false;
    }

    static boolean anyMatches(TextPattern[] patterns, byte[] text, int length) {
        for (TextPattern pattern : patterns) {
            if (pattern.matches(text, length)) {
                return true;
            }
        }
        return false;
    }

    boolean matches(String text) {
        if (openStart && openEnd) {
            return text.contains(core);
        }
        return openStart ? text.endsWith(core) : openEnd ? text.startsWith(core) : text.equals(core);
    }

    boolean matches(byte[] text, int length) {
        int room = length - bytes.length;
        if (room < 0 || room > 0 && !openStart && !openEnd) {
            return false;
        }
        int from = openStart && !openEnd ? room : 0;
        int to = openStart ? room : 0;
        for (int at = from; at <= to; at++) {
            if (startsAt(text, at)) {
                return true;
            }
        }
        return false;
    }

    private boolean startsAt(byte[] text, int at) {
        for (int i = 0; i < bytes.length; i++) {
            if (text[at + i] != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
