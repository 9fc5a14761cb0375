package io.tallyman.datagram;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/** The calls of the C library that a Unix datagram socket needs. Each returns -1 and sets the error number on failure. */
final class Libc {
    static final int AF_UNIX = 1;
    static final int SOCK_DGRAM = 2;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int SOL_SOCKET = 1;
    static final int SO_SNDBUF = 7;
    static final int SO_SNDTIMEO = 21;
    static final int SO_SNDBUFFORCE = 32;
    static final int MSG_NOSIGNAL = 0x4000;

    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int EMSGSIZE = 90;
    static final int ENOBUFS = 105;

    static {
        // Java's own: a library looked for by name may be another C library than the one that Java runs on
        Native.register(Libc.class, NativeLibrary.getProcess());
    }

    private Libc() {
    }

    static native int socket(int domain, int type, int protocol);

    static native int setsockopt(int fd, int level, int option, Pointer value, int size);

    static native int connect(int fd, Pointer address, int size);

    static native long send(int fd, Pointer bytes, long count, int flags);

    static native int close(int fd);

    static native String strerror(int error);
}
