package io.tallyman.source.ebpf.internal.libc;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/** The calls of the C library that Java does not offer: the one binding of this bundle. No call is made per event. */
public final class Libc {
    public static final int PROT_READ = 1;
    public static final int PROT_WRITE = 2;
    public static final int MAP_SHARED = 1;

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

    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int E2BIG = 7;
    public static final int ENOMEM = 12;
    public static final int EINVAL = 22;
    public static final int ENOSYS = 38;

    static {
        // Java's own: a library looked for by name may be another C library than the one that Java runs on
        Native.register(Libc.class, NativeLibrary.getProcess());
    }

    private Libc() {
    }

    public static native Pointer mmap(Pointer address, long length, int protection, int flags, int fd, long offset);

    public static native int munmap(Pointer address, long length);

    public static native int close(int fd);

    public static native long write(int fd, Pointer bytes, long count);

    public static native int epoll_create1(int flags);

    public static native int epoll_ctl(int epoll, int operation, int fd, Pointer event);

    public static native int epoll_wait(int epoll, Pointer events, int limit, int millis);

    public static native int eventfd(int initial, int flags);

    public static native int clock_gettime(int clock, Pointer timespec);

    public static native long syscall(long number, long first, long second, long third);

    public static native long syscall(long number, long directory, String path, Pointer how, long size)
            throws LastErrorException;

    public static native int open(String path, int flags) throws LastErrorException;

    public static native int vsnprintf(Pointer target, long size, Pointer format, Pointer arguments);

    public static native String strerror(int error);

    /** The error of the last call on this thread, in words. */
    public static String lastError() {
        return strerror(Native.getLastError());
    }
}
