package io.tallyman.source.ebpf.internal.ring;

import io.tallyman.api.record.RecordLayout;
import io.tallyman.api.source.RecordHandler;
import io.tallyman.source.ebpf.internal.memory.Mapping;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The only consumer of a BPF ring buffer, in memory that the kernel shares. The kernel's side is {@code
 * kernel/bpf/ringbuf.c}:
 *
 * <pre> consumer page   u64 position up to which records are consumed; this class writes it producer page   u64
 * position up to which room is reserved; the kernel writes it data            the ring, followed by the ring's
 * beginning, so that no record is ever split record        u32 length | BUSY | DISCARD, u32 unused, then the bytes,
 * padded to 8 </pre>
 *
 * Positions only grow. A record is complete once its header is no longer BUSY. The header is read with acquire
 * semantics, which makes the record's bytes visible. The consumer's position is published with release semantics. After
 * that the kernel may write over the records before the position. One thread only.
 */
public final class RingReader {
    static final int BUSY = 1 << 31;
    static final int DISCARD = 1 << 30;
    static final int RECORD_HEADER = 8;
    /** A batch ends after so many records, so that the caller can do its other work. */
    static final int BATCH = 1024;

    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final ByteBuffer consumer;
    private final ByteBuffer producer;
    private final ByteBuffer data;
    private final int mask;
    private final Window window;
    private final int pieceShift;
    private final int publishBytes;
    /** The piece of the ring that is mapped. */
    private int piece = -1;
    private long position;
    private long published;

    /** Maps the piece of the ring that an offset is in, with the rest of a record that begins there. */
    public interface Window {
        void show(int offset);
    }

    /**
     * A ring of which all is mapped.
     *
     * @see #RingReader(ByteBuffer, ByteBuffer, ByteBuffer, int, int, Window)
     */
    RingReader(ByteBuffer consumer, ByteBuffer producer, ByteBuffer data, int size) {
        this(consumer, producer, data, size, size, offset -> { });
    }

    /**
     * @param consumer   page with the consumer's position, writable
     * @param producer   page with the producer's position
     * @param data       the ring, then its beginning again: {@link #mapped} bytes
     * @param size       a power of two
     * @param pieceBytes how much of the ring the window shows at a time: a power of two
     */
    public RingReader(ByteBuffer consumer, ByteBuffer producer, ByteBuffer data, int size, int pieceBytes, Window window) {
        this.consumer = consumer;
        this.producer = producer;
        this.data = data;
        mask = size - 1;
        this.window = window;
        pieceShift = Integer.numberOfTrailingZeros(pieceBytes);
        publishBytes = size / 16;
        position = (long) LONG.getAcquire(consumer, 0);
        published = position;
        show((int) position & mask);
    }

    /**
     * Delivers the records that are complete, up to a batch, and publishes the new position.
     *
     * @return how many records were delivered
     */
    public int poll(RecordHandler handler) {
        final long end = (long) LONG.getAcquire(producer, 0);
        int delivered = 0;
        try {
            while (position < end && delivered < BATCH) {
                final int offset = (int) position & mask;
                show(offset);
                final int header = (int) INT.getAcquire(data, offset);
                if (header < 0) {
                    break;
                }
                final int length = header & ~DISCARD;
                position += size(length);
                if (header == length) {
                    delivered++;
                    handler.onRecord(data, offset + RECORD_HEADER, length);
                }
                if (position - published >= publishBytes) {
                    publish();
                }
            }
        } finally {
            publish();
        }
        return delivered;
    }

    /** Whether no record can be read now. A record that is still being written wakes the reader once it is complete. */
    boolean isEmpty() {
        if (position >= (long) LONG.getAcquire(producer, 0)) {
            return true;
        }
        int offset = (int) position & mask;
        show(offset);
        return (int) INT.getAcquire(data, offset) < 0;
    }

    private void show(int offset) {
        if (offset >>> pieceShift != piece) {
            window.show(offset);
            piece = offset >>> pieceShift;
        }
    }

    /** The position behind all records in the ring. */
    public long end() {
        return (long) LONG.getAcquire(producer, 0);
    }

    /** Bytes that are in use, as the programs see it. */
    public long used() {
        return end() - published;
    }

    /** The position behind all records that have been delivered. */
    public long position() {
        return position;
    }

    private void publish() {
        if (published != position) {
            published = position;
            LONG.setRelease(consumer, 0, position);
        }
    }

    /**
     * Bytes of a ring of this size as the reader sees the ring. The kernel can show the ring twice in a row; of the second
     * time the length of the longest record is enough.
     */
    public static int mapped(int size) {
        return size + reach(size);
    }

    /** Bytes that have to be mapped behind a piece of a ring of this size, for a record that begins in the piece. */
    public static int reach(int size) {
        return Math.min(size, RecordLayout.MAX_SIZE + Mapping.PAGE);
    }

    /** Bytes that a record takes in the ring. */
    static int size(int length) {
        return length + RECORD_HEADER + 7 & ~7;
    }
}
