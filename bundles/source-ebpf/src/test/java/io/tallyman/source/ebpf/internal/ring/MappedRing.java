package io.tallyman.source.ebpf.internal.ring;

import com.sun.jna.Pointer;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.api.source.SourceException;
import io.tallyman.libc.Libc;
import io.tallyman.source.ebpf.internal.memory.Mapping;
import io.tallyman.source.ebpf.internal.memory.SlidingMapping;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A ring with the layout of the kernel's, in a mapped file. The first data pages are mapped a second time behind the last
 * ones, as the kernel does. The class also plays the kernel's part, as the one producer. The class needs no privileges.
 */
final class MappedRing implements AutoCloseable {
    static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int O_RDWR = 2;

    final int size;
    final ByteBuffer consumer;
    final ByteBuffer producer;
    final ByteBuffer data;
    private final Pointer base;
    private final int fd;
    private final int mapped;
    private long reserved;

    MappedRing(int size) {
        this.size = size;
        fd = open(2L * Mapping.PAGE + size);
        mapped = RingReader.mapped(size);
        long length = 2L * Mapping.PAGE + mapped;
        base = Libc.mmap(null, length, 0, Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS, -1, 0);
        map(0, 2L * Mapping.PAGE + size, fd, 0);
        map(2L * Mapping.PAGE + size, mapped - size, fd, 2L * Mapping.PAGE);
        consumer = base.getByteBuffer(0, Mapping.PAGE).order(RecordLayout.ORDER);
        producer = base.getByteBuffer(Mapping.PAGE, Mapping.PAGE).order(RecordLayout.ORDER);
        data = base.getByteBuffer(2L * Mapping.PAGE, mapped).order(RecordLayout.ORDER);
    }

    /** A file without a name, of this length. */
    private static int open(long length) {
        try {
            Path file = Files.createTempFile("ring", null);
            try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
                content.setLength(length);
                return Libc.open(file.toString(), O_RDWR);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void map(long at, long length, int fd, long offset) {
        Pointer got = Libc.mmap(base.share(at), length, Libc.PROT_READ | Libc.PROT_WRITE,
                Libc.MAP_SHARED | Libc.MAP_FIXED, fd, offset);
        if (!got.equals(base.share(at))) {
            throw new IllegalStateException(Libc.lastError());
        }
    }

    RingReader reader() {
        return new RingReader(consumer, producer, data, size);
    }

    /** The ring as a mapping that shows one piece at a time. A file does not begin again at its end, as the ring does. */
    SlidingMapping pieces(int piece) throws SourceException {
        return SlidingMapping.of(fd, 2L * Mapping.PAGE, mapped, piece, RingReader.reach(size));
    }

    /** Reserves room for so many bytes, as the kernel does: marked busy, then the position moves. -1: no room. */
    long reserve(int length) {
        int total = RingReader.size(length);
        if (reserved + total - (long) LONG.getAcquire(consumer, 0) > size) {
            return -1;
        }
        long at = reserved;
        INT.set(data, index(at), length | RingReader.BUSY);
        reserved += total;
        LONG.setRelease(producer, 0, reserved);
        return at;
    }

    /** Offset in {@link #data} of the bytes of a reserved record. */
    int bytes(long at) {
        return index(at) + RingReader.RECORD_HEADER;
    }

    void commit(long at) {
        INT.setVolatile(data, index(at), (int) INT.get(data, index(at)) & ~RingReader.BUSY);
    }

    void discard(long at) {
        INT.setVolatile(data, index(at), (int) INT.get(data, index(at)) & ~RingReader.BUSY | RingReader.DISCARD);
    }

    /** Writes a record of so many bytes that all depend on a number; false where the ring is full. */
    boolean write(long number, int length) {
        long at = reserve(length);
        if (at < 0) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            data.put(bytes(at) + i, (byte) (number + i));
        }
        commit(at);
        return true;
    }

    /** Puts producer and consumer at a position that is far from zero. */
    void startAt(long position) {
        reserved = position;
        LONG.setRelease(consumer, 0, position);
        LONG.setRelease(producer, 0, position);
    }

    private int index(long at) {
        return (int) at & size - 1;
    }

    @Override
    public void close() {
        Libc.munmap(base, 2L * Mapping.PAGE + mapped);
        Libc.close(fd);
    }
}
