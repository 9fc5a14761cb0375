package io.tallyman.shell.internal;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.ptr.IntByReference;

/** The calls of libc that the JDK lacks, by JNA's direct mapping. */
final class Libc {
    static {
        Native.register(Libc.class, "c");
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
