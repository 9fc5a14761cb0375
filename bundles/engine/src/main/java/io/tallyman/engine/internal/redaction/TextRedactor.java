package io.tallyman.engine.internal.redaction;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Arrays;
import java.util.List;

/**
 * Hides what some expressions match in one text at a time. One match takes time in proportion to the length of the text
 * (RE2), and only so many matches are looked for. For one thread.
 *
 * <p>The strings of a list are matched as one text, with a blank between them. The value of an option may hold blanks. So
 * what is hidden goes on to the end of its string if it begins there, or if the string begins with the option's name and
 * an equals sign. Of what matches, the first group stays, and so does the group {@link #TAIL}.
 */
final class TextRedactor {
    /** The name of a group that stays, behind what is hidden. */
    static final String TAIL = "tail";
    /** The name of a group: where it has matched, its string is hidden to the end. */
    static final String WHOLE = "whole";
    private static final byte STAR = '*';
    private static final int STARS = 3;
    private static final int MAX_MATCHES = 256;

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
     * Hides what matches in the text. A text with very many matches is hidden whole: to find the next match may take the
     * time of the whole text, and hostile texts are made that way.
     *
     * @return the new length, which is never greater, or -1 if nothing is hidden
     */
    int redact() {
        Arrays.fill(hidden, 0, length, false);
        boolean found = false;
        for (Matcher matcher : matchers) {
            matcher.reset(text);
            for (int i = 0; matcher.find(); i++) {
                if (i == MAX_MATCHES) {
                    Arrays.fill(hidden, 0, length, true);
                    return compact();
                }
                found |= hide(matcher);
            }
        }
        return found ? compact() : -1;
    }

    /** Hides what matches, but for the groups that stay. Returns false if nothing is left to hide. */
    private boolean hide(Matcher matcher) {
        int start = matcher.start();
        boolean begins = matcher.groupCount() > 0 && matcher.start(1) >= 0;
        int from = begins ? matcher.end(1) : start;
        boolean found = begins && hide(start, matcher.start(1));
        int tail = start(matcher, TAIL);
        if (tail >= from) {
            found |= hide(matcher.end(TAIL), matcher.end());
            return hide(from, tail) | found;
        }
        int end = matcher.end();
        if (isStringStart(from) || isStringStart(start) && from > start && bytes[from - 1] == '='
                || start(matcher, WHOLE) >= 0) {
            while (end < length && bytes[end] != 0) {
                end++;
            }
        }
        return hide(from, end) | found;
    }

    private static int start(Matcher matcher, String group) {
        return matcher.pattern().namedGroups().containsKey(group) ? matcher.start(group) : -1;
    }

    private boolean hide(int from, int end) {
        for (int i = from; i < end; i++) {
            hidden[i] = true;
        }
        return from < end;
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
