package io.tallyman.source.ebpf.internal.memory;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.api.source.SourceException;
import io.tallyman.libc.Libc;
import java.nio.ByteBuffer;

/** Mapped memory of a file descriptor. To touch the buffer after {@link #close} ends the process. */
public final class Mapping implements AutoCloseable {
    public static final int PAGE = 4096;

    private final Pointer address;
    private final long length;
    private final ByteBuffer buffer;

    private Mapping(Pointer address, long length) {
        this.address = address;
        this.length = length;
        buffer = address.getByteBuffer(0, length).order(RecordLayout.ORDER);
    }

    /** Maps whole pages. */
    public static Mapping of(int fd, long offset, long length, boolean writable) throws SourceException {
        long rounded = (length + PAGE - 1) / PAGE * PAGE;
        int protection = Libc.PROT_READ | (writable ? Libc.PROT_WRITE : 0);
        Pointer address = Libc.mmap(null, rounded, protection, Libc.MAP_SHARED, fd, offset);
        if (isError(address)) {
            throw failure(rounded);
        }
        return new Mapping(address, rounded);
    }

    /** Whether mmap has failed. */
    static boolean isError(Pointer address) {
        return Pointer.nativeValue(address) == -1;
    }

    /** Says why the last mmap of this thread has failed. */
    static SourceException failure(long bytes) {
        return new SourceException("Cannot map " + bytes + " bytes that are shared with the kernel: "
                + Libc.strerror(Native.getLastError()) + ". Free memory, or choose a smaller --buffer.", null);
    }

    public ByteBuffer buffer() {
        return buffer;
    }

    @Override
    public void close() {
        Libc.munmap(address, length);
    }
}
