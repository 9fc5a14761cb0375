package io.tallyman.shell.internal;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.ptr.IntByReference;

/** The calls of libc that the JDK lacks, by JNA's direct mapping. */
final class Libc {
    static {
        // Java's own: a library looked for by name may be another C library than the one that Java runs on
        Native.register(Libc.class, NativeLibrary.getProcess());
    }

    private Libc() {
    }

    static native int getsockopt(int fd, int level, int name, byte[] value, IntByReference length)
            throws LastErrorException;

    static native int poll(long[] descriptors, long count, int millis) throws LastErrorException;

    static native int socket(int domain, int type, int protocol) throws LastErrorException;

    static native long sendto(int fd, byte[] message, long length, int flags, byte[] address, int addressLength)
            throws LastErrorException;

    static native int close(int fd) throws LastErrorException;
}
