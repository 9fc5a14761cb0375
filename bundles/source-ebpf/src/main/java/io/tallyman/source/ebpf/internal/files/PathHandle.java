package io.tallyman.source.ebpf.internal.files;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import io.tallyman.api.runtime.ProcessSockets.Opened;
import io.tallyman.libc.Libc;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Holds a file without reading or writing it ({@code O_PATH}), so that also a device or a FIFO does nothing. Thread-safe.
 */
public final class PathHandle implements Opened {
    /** Links of procfs, which may lead anywhere, are not followed. */
    public static final long NO_MAGIC_LINKS = 0x02;
    /** No other mount is entered, whatever is mounted on the way. */
    public static final long NO_OTHER_MOUNT = 0x01;
    private static final long IN_ROOT = 0x10;

    /** The same on every architecture; since Linux 5.6. */
    private static final long SYS_OPENAT2 = 437;
    private static final int O_PATH = 0x200000;
    private static final int O_CLOEXEC = 0x80000;
    /** {@code struct open_how}: flags, mode, resolve. */
    private static final int HOW_SIZE = 24;

    private final int fd;
    private final AtomicBoolean open = new AtomicBoolean(true);

    private PathHandle(int fd) {
        this.fd = fd;
    }

    /**
     * Holds what a path of this process leads to; the last link is followed.
     *
     * @throws IOException nothing is there, or it must not be looked into
     */
    public static PathHandle of(String path) throws IOException {
        try {
            return new PathHandle(Libc.open(path, O_PATH | O_CLOEXEC));
        } catch (LastErrorException e) {
            throw new IOException(path + ": " + Libc.strerror(e.getErrorCode()), e);
        }
    }

    /**
     * Holds what a path leads to below this directory. An absolute link starts at this directory, and {@code ..} does not
     * leave the directory.
     *
     * @param resolve further limits, such as {@link #NO_MAGIC_LINKS}
     * @throws IOException nothing is there
     */
    public PathHandle below(String path, long resolve) throws IOException {
        try (Memory how = new Memory(HOW_SIZE)) {
            how.setLong(0, O_PATH | O_CLOEXEC);
            how.setLong(8, 0);
            how.setLong(16, IN_ROOT | resolve);
            return new PathHandle((int) Libc.syscall(SYS_OPENAT2, fd, path, how, HOW_SIZE));
        } catch (LastErrorException e) {
            throw new IOException(path + ": " + Libc.strerror(e.getErrorCode()), e);
        }
    }

    @Override
    public Path path() {
        return Path.of("/proc/self/fd/" + fd);
    }

    @Override
    public void close() {
        if (open.getAndSet(false)) {
            Libc.close(fd);
        }
    }
}
