package io.tallyman.delivery;

/** Where the lines of a block end. The last one may have no end. */
public final class Lines {
    private Lines() {
    }

    /** The place of the next line end, or {@code to} if there is none before. */
    public static int end(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] != '\n') {
            at++;
        }
        return at;
    }

    /** How many lines there are. */
    public static int count(byte[] bytes, int from, int to) {
        int count = 0;
        for (int at = from; at < to; at = end(bytes, at, to) + 1) {
            count++;
        }
        return count;
    }
}
