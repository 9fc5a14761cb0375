package io.tallyman.itests;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads lines of {@link NumberedCalls} as a stream and holds none: of each container the first number may be any, every
 * further one is the next, and each line has its container's name. One thread reads; any may ask how far it is.
 */
final class NumberCheck {
    private static final byte[] MARK = bytes(NumberedCalls.MARK);
    private static final byte[] COMPLETE = bytes("complete");
    private static final int LONGEST_LINE = 64 * 1024;

    private final byte[][] names;
    private final long[] first;
    private final long[] next;
    private final byte[] bytes = new byte[1 << 20];
    private int filled;
    private volatile long lines;
    private volatile String fault = "";

    NumberCheck(int containers) {
        names = new byte[containers][];
        for (int i = 0; i < containers; i++) {
            names[i] = bytes(NumberedCalls.name(i));
        }
        first = new long[containers];
        next = new long[containers];
        Arrays.fill(first, -1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Reads to the end; goes on behind what was read before. */
    void read(InputStream in) throws IOException {
        for (int count; (count = in.read(bytes, filled, bytes.length - filled)) >= 0;) {
            filled += count;
            takeLines();
        }
        if (filled > 0) {
            fail("the last line has no end", 0, filled);
        }
    }

    private void takeLines() {
        int start = 0;
        long count = lines;
        for (int i = 0; i < filled; i++) {
            if (bytes[i] == '\n') {
                take(start, i);
                count++;
                start = i + 1;
            }
        }
        lines = count;
        if (start == 0 && filled > LONGEST_LINE) {
            fail("a line has no end", 0, filled);
            start = filled;
        }
        System.arraycopy(bytes, start, bytes, 0, filled - start);
        filled -= start;
    }

    private void take(int from, int to) {
        int mark = find(MARK, from, to);
        int at = mark + MARK.length;
        int place = mark < 0 || at + 2 >= to ? -1 : bytes[at] - '0';
        if (place < 0 || place >= names.length) {
            fail("not a line of ours", from, to);
            return;
        }
        long number = 0;
        for (int i = at + 2; i < to && bytes[i] >= '0' && bytes[i] <= '9'; i++) {
            number = number * 10 + bytes[i] - '0';
        }
        if (first[place] < 0) {
            first[place] = number;
        } else if (number != next[place]) {
            fail("not " + next[place], from, to);
        }
        next[place] = number + 1;
        if (find(names[place], from, to) < 0 || find(COMPLETE, from, to) < 0) {
            fail("without its name", from, to);
        }
    }

    private int find(byte[] what, int from, int to) {
        for (int i = from; i <= to - what.length; i++) {
            if (bytes[i] == what[0] && Arrays.equals(bytes, i, i + what.length, what, 0, what.length)) {
                return i;
            }
        }
        return -1;
    }

    private void fail(String why, int from, int to) {
        if (fault.isEmpty()) {
            fault = why + ": line " + lines + " or later: "
                    + new String(bytes, from, Math.min(to - from, 500), StandardCharsets.UTF_8);
        }
    }

    /** What is wrong with the first line that is not as it has to be; empty: nothing. */
    String fault() {
        return fault;
    }

    long lines() {
        return lines;
    }

    /** The first number of each container, or -1. */
    long[] first() {
        return first.clone();
    }

    /** The number that would have come next in each container. */
    long[] next() {
        return next.clone();
    }
}
