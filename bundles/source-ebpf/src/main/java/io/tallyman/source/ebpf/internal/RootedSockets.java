package io.tallyman.source.ebpf.internal;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import io.tallyman.api.runtime.ProcessSockets;
import io.tallyman.libc.Libc;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.osgi.service.component.annotations.Component;

/**
 * Opens sockets by their path inside a process's root directory, with openat2 (Linux 5.6). An absolute link starts at
 * that directory, {@code ..} does not leave the directory, and links of procfs, which may lead anywhere, are not
 * followed.
 */
@Component
public final class RootedSockets implements ProcessSockets {
    /** The same on every architecture. */
    private static final long SYS_OPENAT2 = 437;
    private static final int O_PATH = 0x200000;
    private static final int O_CLOEXEC = 0x80000;
    private static final long RESOLVE_NO_MAGICLINKS = 0x02;
    private static final long RESOLVE_IN_ROOT = 0x10;
    /** {@code struct open_how}: flags, mode, resolve. */
    private static final int HOW_SIZE = 24;

    @Override
    public Opened open(int pid, Path path) throws IOException {
        try (Memory how = new Memory(HOW_SIZE)) {
            how.setLong(0, O_PATH | O_CLOEXEC);
            how.setLong(8, 0);
            how.setLong(16, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
            int root = Libc.open("/proc/" + pid + "/root", O_PATH | O_CLOEXEC);
            try {
                return new Handle((int) Libc.syscall(SYS_OPENAT2, root, path.toString(), how, HOW_SIZE));
            } finally {
                Libc.close(root);
            }
        } catch (LastErrorException e) {
            throw new IOException(path + " in the root of process " + pid + ": " + Libc.strerror(e.getErrorCode()), e);
        }
    }

    /** A file descriptor. */
    private static final class Handle implements Opened {
        private final int fd;
        private final AtomicBoolean open = new AtomicBoolean(true);

        Handle(int fd) {
            this.fd = fd;
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
}
