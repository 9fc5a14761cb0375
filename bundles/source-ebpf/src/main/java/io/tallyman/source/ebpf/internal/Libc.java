package io.tallyman.source.ebpf.internal;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** The calls of the C library that Java does not offer: the one binding of this bundle. No call is made per event. */
final class Libc {
    static final int PROT_READ = 1;
    static final int PROT_WRITE = 2;
    static final int MAP_SHARED = 1;

    static final int EPOLL_CLOEXEC = 0x80000;
    static final int EPOLL_CTL_ADD = 1;
    static final int EPOLLIN = 1;
    static final int EPOLLET = 1 << 31;
    /** {@code struct epoll_event} is packed on x86_64: events, then data. */
    static final int EPOLL_EVENT_SIZE = 12;

    static final int EFD_CLOEXEC = 0x80000;
    static final int EFD_NONBLOCK = 0x800;

    static final int CLOCK_REALTIME = 0;
    static final int CLOCK_BOOTTIME = 7;

    static final long SYS_MEMBARRIER = 324;
    static final long MEMBARRIER_CMD_GLOBAL = 1;

    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int E2BIG = 7;
    static final int ENOMEM = 12;
    static final int EINVAL = 22;
    static final int ENOSYS = 38;

    static {
        Native.register(Libc.class, "c");
    }

    private Libc() {
    }

    static native Pointer mmap(Pointer address, long length, int protection, int flags, int fd, long offset);

    static native int munmap(Pointer address, long length);

    static native int close(int fd);

    static native long write(int fd, Pointer bytes, long count);

    static native int epoll_create1(int flags);

    static native int epoll_ctl(int epoll, int operation, int fd, Pointer event);

    static native int epoll_wait(int epoll, Pointer events, int limit, int millis);

    static native int eventfd(int initial, int flags);

    static native int clock_gettime(int clock, Pointer timespec);

    static native long syscall(long number, long first, long second, long third);

    static native long syscall(long number, long directory, String path, Pointer how, long size)
            throws LastErrorException;

    static native int open(String path, int flags) throws LastErrorException;

    static native int vsnprintf(Pointer target, long size, Pointer format, Pointer arguments);

    static native String strerror(int error);

    /** The error of the last call on this thread, in words. */
    static String lastError() {
        return strerror(Native.getLastError());
    }
}
