package io.tallyman.engine.internal.redaction;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Arrays;
import java.util.List;

/**
 * Hides what some expressions match in one text at a time. Takes time in proportion to the length of the text (RE2).
 * For one thread.
 *
 * <p>The strings of a list are matched as one text, with a blank between them. The value of an option may hold blanks. So
 * what is hidden goes on to the end of its string if it begins there, or if the string begins with the option's name and
 * an equals sign.
 */
final class TextRedactor {
    private static final byte STAR = '*';
    private static final int STARS = 3;

    private final Matcher[] matchers;
    private final Bytes text = new Bytes();
    private byte[] bytes = new byte[512];
    private boolean[] hidden = new boolean[512];
    private int length;

    TextRedactor(List<String> expressions) {
        matchers = expressions.stream().map(e -> Pattern.compile(e).matcher("")).toArray(Matcher[]::new);
    }

    /** The text as the expressions see it: one char for each byte. */
    private final class Bytes implements CharSequence {
        @Override
        public int length() {
            return length;
        }

        @Override
        public char charAt(int index) {
            int value = bytes[index] & 0xff;
            return value == 0 ? ' ' : (char) value;
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return toString().substring(start, end);
        }

        @Override
        public String toString() {
            StringBuilder all = new StringBuilder(length);
            for (int i = 0; i < length; i++) {
                all.append(charAt(i));
            }
            return all.toString();
        }
    }

    /** Makes room for a text. Returns the array that takes its bytes. */
    byte[] room(int size) {
        if (bytes.length < size) {
            bytes = new byte[Math.max(size, 2 * bytes.length)];
            hidden = new boolean[bytes.length];
        }
        length = size;
        return bytes;
    }

    /**
     * Hides what matches in the text.
     *
     * @return the new length, which is never greater, or -1 if nothing matches
     */
    int redact() {
        boolean found = false;
        for (Matcher matcher : matchers) {
            matcher.reset(text);
            while (matcher.find()) {
                if (!found) {
                    Arrays.fill(hidden, 0, length, false);
                    found = true;
                }
                hide(matcher);
            }
        }
        return found ? compact() : -1;
    }

    private void hide(Matcher matcher) {
        int start = matcher.start();
        int end = matcher.end();
        int from = matcher.groupCount() > 0 && matcher.end(1) >= 0 ? matcher.end(1) : start;
        if (isStringStart(from) || isStringStart(start) && from > start && bytes[from - 1] == '=') {
            while (end < length && bytes[end] != 0) {
                end++;
            }
        }
        Arrays.fill(hidden, from, end, true);
    }

    private boolean isStringStart(int at) {
        return at == 0 || bytes[at - 1] == 0;
    }

    /** Puts three stars in the place of each run that is hidden. A zero that ends a string stays. */
    private int compact() {
        int to = 0;
        int stars = 0;
        for (int i = 0; i < length; i++) {
            if (hidden[i] && bytes[i] != 0) {
                if (stars < STARS) {
                    bytes[to++] = STAR;
                    stars++;
                }
            } else {
                bytes[to++] = bytes[i];
                stars = 0;
            }
        }
        return to;
    }
}
