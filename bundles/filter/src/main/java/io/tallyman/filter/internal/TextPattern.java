package io.tallyman.filter.internal;

import io.tallyman.api.filter.FilterException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A value of an expression. A {@code *} at the start, at the end or at both ends stands for any letters. */
final class TextPattern {
    private final String core;
    private final byte[] bytes;
    private final boolean openStart;
    private final boolean openEnd;

    private TextPattern(String value) {
        openStart = value.startsWith("*");
        openEnd = value.endsWith("*") && value.length() > 1;
        core = value.substring(openStart ? 1 : 0, value.length() - (openEnd ? 1 : 0));
        bytes = core.getBytes(StandardCharsets.UTF_8);
    }

    /** @throws FilterException a star is not at the start or at the end */
    static TextPattern of(String field, String value) throws FilterException {
        TextPattern pattern = new TextPattern(value);
        if (pattern.core.contains("*")) {
            int star = pattern.core.indexOf('*');
            throw new FilterException("filter field '" + field + "': a * stands at the start or the end, not inside as in '"
                    + value + "'; say " + field + "=" + (pattern.openStart ? "*" : "") + pattern.core.substring(0, star)
                    + "*");
        }
        return pattern;
    }

    static TextPattern[] of(String field, List<String> values) throws FilterException {
        TextPattern[] patterns = new TextPattern[values.size()];
        for (int i = 0; i < patterns.length; i++) {
            patterns[i] = of(field, values.get(i));
        }
        return patterns;
    }

    static boolean anyMatches(TextPattern[] patterns, String text) {
        for (TextPattern pattern : patterns) {
            if (pattern.matches(text)) {
                return true;
            }
        }
        return false;
    }

    static boolean anyMatches(TextPattern[] patterns, byte[] text, int from, int length) {
        for (TextPattern pattern : patterns) {
            if (pattern.matches(text, from, length)) {
                return true;
            }
        }
        return false;
    }

    String core() {
        return core;
    }

    int length() {
        return bytes.length;
    }

    boolean isWhole() {
        return !openStart && !openEnd;
    }

    boolean isOpenStart() {
        return openStart;
    }

    boolean isOpenEnd() {
        return openEnd;
    }

    boolean matchesAll() {
        return bytes.length == 0 && (openStart || openEnd);
    }

    boolean matches(String text) {
        if (openStart && openEnd) {
            return text.contains(core);
        }
        return openStart ? text.endsWith(core) : openEnd ? text.startsWith(core) : text.equals(core);
    }

    boolean matches(byte[] text, int start, int length) {
        int room = length - bytes.length;
        if (room < 0 || room > 0 && !openStart && !openEnd) {
            return false;
        }
        int from = openStart && !openEnd ? room : 0;
        int to = openStart ? room : 0;
        for (int at = from; at <= to; at++) {
            if (startsAt(text, start + at)) {
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
