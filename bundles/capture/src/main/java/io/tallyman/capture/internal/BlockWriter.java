package io.tallyman.capture.internal;

import static io.tallyman.capture.internal.BlockLayout.*;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.output.LineBuffer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.zip.CRC32C;

/**
 * Writes blocks to the end of a buffer, one block at a time. An entry belongs to the block when {@link #added} has
 * counted the entry; before that, the caller may cut the buffer back. One writer serves one thread and allocates
 * nothing.
 */
final class BlockWriter {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ORDER);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ORDER);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ORDER);
    private static final int CLOSED = -1;

    private final CRC32C crc = new CRC32C();
    private final int flags;
    private int start = CLOSED;
    private int entries;
    private long bootTime;

    BlockWriter(int flags) {
        this.flags = flags;
    }

    /** Whether a block is open and the buffer has not been cut back to before the block. */
    boolean isOpen(LineBuffer out) {
        return start != CLOSED && out.length() > start;
    }

    void open(LineBuffer out) {
        start = out.length();
        entries = 0;
        bootTime = 0;
        out.ensure(HEADER_SIZE);
        out.length(start + HEADER_SIZE);
    }

    /** Appends the head of an entry and room for the content. Returns the index of the content. */
    int entry(LineBuffer out, int kind, int snapshot, int length) {
        int at = out.length();
        int size = ENTRY_HEADER_SIZE + padded(length);
        byte[] bytes = out.ensure(size);
        LONG.set(bytes, at + size - Long.BYTES, 0L);
        INT.set(bytes, at + ENTRY_LENGTH, length);
        SHORT.set(bytes, at + ENTRY_KIND, (short) kind);
        SHORT.set(bytes, at + ENTRY_SNAPSHOT, (short) snapshot);
        out.length(at + size);
        return at + ENTRY_HEADER_SIZE;
    }

    void added(int more) {
        entries += more;
    }

    /** Whether the clock of the open block's records began then. A block without records takes any clock. */
    boolean hasBootTime(long nanos) {
        return entries == 0 || bootTime == nanos;
    }

    /** When the clock of the block's records began, in nanoseconds since the epoch. */
    void bootTime(long nanos) {
        bootTime = nanos;
    }

    boolean isFull(LineBuffer out) {
        return out.length() - start >= FULL;
    }

    /** Ends the block: fills in its header. */
    void close(LineBuffer out) {
        byte[] bytes = out.array();
        int at = start;
        int length = out.length() - at;
        start = CLOSED;
        INT.set(bytes, at + MAGIC, MAGIC_VALUE);
        INT.set(bytes, at + LENGTH, length);
        bytes[at + VERSION] = VERSION_VALUE;
        bytes[at + FLAGS] = (byte) flags;
        bytes[at + MACHINE] = (byte) machine();
        bytes[at + MACHINE + 1] = 0;
        INT.set(bytes, at + CATALOGUE, Catalogue.VERSION);
        INT.set(bytes, at + ENTRIES, entries);
        LONG.set(bytes, at + BOOT_TIME, bootTime);
        crc.reset();
        crc.update(bytes, at + CHECKED, length - CHECKED);
        INT.set(bytes, at + CHECKSUM, (int) crc.getValue());
    }

    static long longAt(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }

    static void longAt(byte[] bytes, int at, long value) {
        LONG.set(bytes, at, value);
    }
}
