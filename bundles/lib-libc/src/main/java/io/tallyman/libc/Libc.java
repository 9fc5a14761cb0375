package io.tallyman.libc;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;

/**
 * The functions of the C library that Java does not offer, by JNA's direct mapping; the manual pages of section 2 and 3
 * describe them. The numbers are those of x86_64. A function that does not throw returns -1 where it has failed, and
 * {@link #lastError()} says why. Any thread; no function is called per event.
 */
public final class Libc {
    public static final int PROT_NONE = 0;
    public static final int PROT_READ = 1;
    public static final int PROT_WRITE = 2;
    public static final int MAP_SHARED = 1;
    public static final int MAP_PRIVATE = 2;
    public static final int MAP_FIXED = 0x10;
    public static final int MAP_ANONYMOUS = 0x20;
    public static final int MAP_NORESERVE = 0x4000;

    public static final int EPOLL_CLOEXEC = 0x80000;
    public static final int EPOLL_CTL_ADD = 1;
    public static final int EPOLLIN = 1;
    public static final int EPOLLET = 1 << 31;
    /** {@code struct epoll_event} is packed on x86_64: events, then data. */
    public static final int EPOLL_EVENT_SIZE = 12;

    public static final int EFD_CLOEXEC = 0x80000;
    public static final int EFD_NONBLOCK = 0x800;

    public static final int CLOCK_REALTIME = 0;
    public static final int CLOCK_BOOTTIME = 7;

    public static final long SYS_MEMBARRIER = 324;
    public static final long MEMBARRIER_CMD_GLOBAL = 1;

    public static final int AF_UNIX = 1;
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_CLOEXEC = 0x80000;
    public static final int SOL_SOCKET = 1;
    public static final int SO_SNDBUF = 7;
    public static final int SO_SNDTIMEO = 21;
    public static final int SO_SNDBUFFORCE = 32;
    public static final int MSG_DONTWAIT = 0x40;
    public static final int MSG_NOSIGNAL = 0x4000;

    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int EINTR = 4;
    public static final int E2BIG = 7;
    public static final int EAGAIN = 11;
    public static final int ENOMEM = 12;
    public static final int EINVAL = 22;
    public static final int ENOSYS = 38;
    public static final int EMSGSIZE = 90;
    public static final int ENOBUFS = 105;

    static {
        // Java's own: a library looked for by name may be another C library than the one that Java runs on
        Native.register(Libc.class, NativeLibrary.getProcess());
    }

    private Libc() {
    }

    public static native Pointer mmap(Pointer address, long length, int protection, int flags, int fd, long offset);

    public static native int munmap(Pointer address, long length);

    public static native int close(int fd);

    public static native long read(int fd, Pointer bytes, long count);

    public static native long write(int fd, Pointer bytes, long count);

    public static native int open(String path, int flags) throws LastErrorException;

    public static native int epoll_create1(int flags);

    public static native int epoll_ctl(int epoll, int operation, int fd, Pointer event);

    public static native int epoll_wait(int epoll, Pointer events, int limit, int millis);

    public static native int eventfd(int initial, int flags);

    public static native int poll(long[] descriptors, long count, int millis) throws LastErrorException;

    public static native int clock_gettime(int clock, Pointer timespec);

    public static native int socket(int domain, int type, int protocol);

    public static native int connect(int fd, Pointer address, int size);

    public static native int setsockopt(int fd, int level, int option, Pointer value, int size);

    public static native int getsockopt(int fd, int level, int name, byte[] value, IntByReference length)
            throws LastErrorException;

    public static native long send(int fd, Pointer bytes, long count, int flags);

    public static native long sendto(int fd, byte[] message, long length, int flags, byte[] address, int addressLength)
            throws LastErrorException;

    public static native long syscall(long number, long first, long second, long third);

    public static native long syscall(long number, long directory, String path, Pointer how, long size)
            throws LastErrorException;

    public static native int vsnprintf(Pointer target, long size, Pointer format, Pointer arguments);

    public static native String strerror(int error);

    /** The error of the last call on this thread, in words. */
    public static String lastError() {
        return strerror(Native.getLastError());
    }
}
