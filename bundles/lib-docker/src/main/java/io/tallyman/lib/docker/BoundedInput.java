package io.tallyman.lib.docker;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that fails when one item, or all of them together, have more bytes than a sane engine would send. */
final class BoundedInput extends FilterInputStream {
    private final int perItem;
    private final long total;
    private int item;
    private long all;

    BoundedInput(InputStream in, int perItem, long total) {
        super(in);
        this.perItem = perItem;
        this.total = total;
    }

    /** Says that an item of a list or stream has been read; the next item may be as large again. */
    void nextItem() {
        item = 0;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int n = super.read(into, offset, length);
        if (n > 0) {
            item += n;
            all += n;
            if (item > perItem || all > total) {
                throw new IOException("answers more than " + (item > perItem ? perItem : total) + " bytes");
            }
        }
        return n;
    }

    /** Reads and counts what it skips. Jackson and commons-io do not skip. */
    @Override
    public long skip(long n) throws IOException {
        byte[] away = new byte[(int) Math.min(Math.max(n, 0), 8192)];
        return Math.max(0, read(away, 0, away.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
