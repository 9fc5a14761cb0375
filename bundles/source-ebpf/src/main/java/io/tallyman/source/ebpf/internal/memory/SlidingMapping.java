package io.tallyman.source.ebpf.internal.memory;

import com.sun.jna.Pointer;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.api.source.SourceException;
import io.tallyman.libc.Libc;
import java.nio.ByteBuffer;

/**
 * A file descriptor's memory of which one piece is mapped at a time. The kernel maps all pages of a ring at once, so each
 * mapped page counts as memory of this process, read or not. Each piece has its own place in one range of addresses, so
 * that one buffer shows the whole. To touch the buffer elsewhere than in the piece, or after {@link #close}, ends the
 * process. One thread at a time.
 */
public final class SlidingMapping implements AutoCloseable {
    private static final int RESERVED = Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS | Libc.MAP_NORESERVE;

    private final Pointer base;
    private final long length;
    private final int fd;
    private final long start;
    private final int piece;
    private final long reach;
    private final ByteBuffer buffer;
    /** Where the piece begins that is mapped; negative: none is. */
    private long shown = -1;

    private SlidingMapping(Pointer base, long length, int fd, long start, int piece, long reach) {
        this.base = base;
        this.length = length;
        this.fd = fd;
        this.start = start;
        this.piece = piece;
        this.reach = reach;
        buffer = base.getByteBuffer(0, length).order(RecordLayout.ORDER);
    }

    /**
     * Reserves the addresses and maps the first piece.
     *
     * @param fd     stays open as long as the mapping
     * @param start  where the memory begins in the file, whole pages
     * @param length of the memory, whole pages
     * @param piece  whole pages, a power of two
     * @param reach  how much behind a piece is mapped with it, whole pages
     */
    public static SlidingMapping of(int fd, long start, long length, int piece, long reach) throws SourceException {
        Pointer base = Libc.mmap(null, length, Libc.PROT_NONE, RESERVED, -1, 0);
        if (Mapping.isError(base)) {
            throw Mapping.failure(length);
        }
        SlidingMapping mapping = new SlidingMapping(base, length, fd, start, piece, reach);
        if (!mapping.map(0)) {
            SourceException failure = Mapping.failure(piece + reach);
            mapping.close();
            throw failure;
        }
        return mapping;
    }

    /** All of the memory; only the piece that was shown last may be touched. */
    public ByteBuffer buffer() {
        return buffer;
    }

    /**
     * Maps the piece with this offset instead of the one that is mapped.
     *
     * @throws IllegalStateException the kernel has no memory for that. No piece may be touched then; the next call tries
     *                               again
     */
    public void show(int offset) {
        long at = offset & -piece;
        if (at != shown && !((shown < 0 || hide()) && map(at))) {
            throw new IllegalStateException("cannot map the ring: " + Libc.lastError());
        }
    }

    private boolean hide() {
        return !Mapping.isError(Libc.mmap(base.share(shown), bytesFrom(shown), Libc.PROT_NONE, RESERVED | Libc.MAP_FIXED, -1, 0));
    }

    private boolean map(long at) {
        boolean mapped = !Mapping.isError(Libc.mmap(base.share(at), bytesFrom(at), Libc.PROT_READ,
                Libc.MAP_SHARED | Libc.MAP_FIXED, fd, start + at));
        shown = mapped ? at : -1;
        return mapped;
    }

    private long bytesFrom(long at) {
        return Math.min(piece + reach, length - at);
    }

    @Override
    public void close() {
        Libc.munmap(base, length);
    }
}
