package io.tallyman.shell.internal;

import com.sun.jna.LastErrorException;
import com.sun.jna.ptr.IntByReference;
import io.tallyman.libc.Libc;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;

/**
 * The process at the other end of a unix socket, as the kernel noted it when that process connected.
 *
 * <p>The number of a process that has ended may be given to another process. So facts that were read from /proc by number
 * hold only if {@link #isAlive} says afterwards that the process still lives. Linux before 6.5 has no way to ask that:
 * there a peer that hands its connection to another process and ends within the few milliseconds of the check, and whose
 * number a process of the host gets at once, is taken for that process.
 */
final class Peer implements AutoCloseable {
    private static final int SO_PEERCRED = 17;
    private static final int SO_PEERPIDFD = 77;
    private static final int UCRED_BYTES = 12;
    private static final int ENOPROTOOPT = 92;
    private static final int NONE = -1;
    private static final long POLLIN = 1;

    private final int pid;
    private final int uid;
    /** A descriptor of the process, which no other process can take over, or {@link #NONE}. */
    private final int pidfd;

    private Peer(int pid, int uid, int pidfd) {
        this.pid = pid;
        this.uid = uid;
        this.pidfd = pidfd;
    }

    static Peer of(SocketChannel channel) throws IOException {
        int socket = descriptor(channel);
        ByteBuffer credentials = option(socket, SO_PEERCRED, UCRED_BYTES);
        return new Peer(credentials.getInt(0), credentials.getInt(4), pidfd(socket));
    }

    /** The process's number in the pid namespace of this process; 0 where the process is not in that namespace. */
    int pid() {
        return pid;
    }

    /** The user's number in the user namespace of this process. */
    int uid() {
        return uid;
    }

    /** Whether the process still lives. Always true on Linux before 6.5. */
    boolean isAlive() {
        if (pidfd == NONE) {
            return true;
        }
        // struct pollfd: int fd, short events, short revents; a descriptor of an ended process is readable
        long[] descriptor = {pidfd | POLLIN << Integer.SIZE};
        return Libc.poll(descriptor, 1, 0) == 0;
    }

    private static int pidfd(int socket) throws IOException {
        try {
            return option(socket, SO_PEERPIDFD, Integer.BYTES).getInt(0);
        } catch (UnknownOptionException e) {
            return NONE;
        }
    }

    /** The kernel does not know a socket option. */
    private static final class UnknownOptionException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private static ByteBuffer option(int socket, int name, int bytes) throws IOException {
        byte[] value = new byte[bytes];
        try {
            Libc.getsockopt(socket, Libc.SOL_SOCKET, name, value, new IntByReference(bytes));
        } catch (LastErrorException | LinkageError e) {
            if (e instanceof LastErrorException error && error.getErrorCode() == ENOPROTOOPT) {
                throw new UnknownOptionException();
            }
            throw new IOException("cannot ask who the peer is: " + e, e);
        }
        return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder());
    }

    /**
     * The JDK tells user and group of a peer, but not the process. The launcher has this package of the JDK exported to
     * all bundles.
     */
    private static int descriptor(SocketChannel channel) throws IOException {
        try {
            return (Integer) Class.forName("sun.nio.ch.SelChImpl", true, null).getMethod("getFDVal").invoke(channel);
        } catch (ReflectiveOperationException e) {
            throw new IOException("this JVM does not export java.base/sun.nio.ch", e);
        }
    }

    @Override
    public void close() {
        if (pidfd != NONE) {
            Libc.close(pidfd);
        }
    }
}
