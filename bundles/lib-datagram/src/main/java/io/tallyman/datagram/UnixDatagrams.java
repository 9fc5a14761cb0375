package io.tallyman.datagram;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import io.tallyman.libc.Libc;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Sends datagrams to one Unix socket. No call waits longer than the timeout. One thread sends; any thread may close,
 * which ends a call that waits.
 */
public final class UnixDatagrams implements Closeable {
    private static final int PATH_AT = 2;
    private static final int MAX_PATH = 107;
    /** How long one call of the C library waits at most, so that a socket that is being closed is not used for longer. */
    private static final long SLICE_MICROS = 50_000;
    private static final int LARGE = 128 * 1024;
    private static final int SEND_BUFFER = 8 << 20;

    private final Path path;
    private final long timeout;
    private final int fd;
    private Memory memory = new Memory(64 * 1024);
    private boolean released;
    private volatile boolean closed;

    private UnixDatagrams(Path path, Duration timeout, int fd) {
        this.path = path;
        this.timeout = timeout.toNanos();
        this.fd = fd;
    }

    /**
     * Connects to whoever has bound the path now. Once nobody has it any more, sending fails.
     *
     * @param timeout the longest time that sending one datagram may take
     * @throws IOException the message names the path
     */
    public static UnixDatagrams connect(Path path, Duration timeout) throws IOException {
        byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
        if (name.length > MAX_PATH) {
            throw new IOException("the path " + path + " is too long for a socket");
        }
        int fd = Libc.socket(Libc.AF_UNIX, Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC, 0);
        if (fd < 0) {
            throw error("cannot make a socket", Native.getLastError());
        }
        UnixDatagrams made = new UnixDatagrams(path, timeout, fd);
        try {
            made.configure();
            made.connect(name);
            return made;
        } catch (IOException e) {
            made.close();
            throw e;
        }
    }

    private void configure() throws IOException {
        memory.setLong(0, 0);
        memory.setLong(Long.BYTES, SLICE_MICROS);
        if (Libc.setsockopt(fd, Libc.SOL_SOCKET, Libc.SO_SNDTIMEO, memory, 2 * Long.BYTES) < 0) {
            throw error("cannot limit the time of " + path, Native.getLastError());
        }
        // the buffer limits the size of one datagram; without the privilege, the limit of this machine holds
        memory.setInt(0, SEND_BUFFER);
        if (Libc.setsockopt(fd, Libc.SOL_SOCKET, Libc.SO_SNDBUFFORCE, memory, Integer.BYTES) < 0) {
            Libc.setsockopt(fd, Libc.SOL_SOCKET, Libc.SO_SNDBUF, memory, Integer.BYTES);
        }
    }

    private void connect(byte[] name) throws IOException {
        memory.setShort(0, (short) Libc.AF_UNIX);
        memory.write(PATH_AT, name, 0, name.length);
        memory.setByte(PATH_AT + name.length, (byte) 0);
        if (Libc.connect(fd, memory, PATH_AT + name.length + 1) < 0) {
            throw error("cannot connect to " + path, Native.getLastError());
        }
    }

    /**
     * Sends one datagram, and waits as long as the other side's queue is full.
     *
     * @return false if the datagram is longer than the socket takes, and nothing was sent
     * @throws IOException the datagram was not sent; the message names the path
     */
    public boolean send(byte[] bytes, int from, int count) throws IOException {
        if (count > memory.size()) {
            memory.close();
            memory = new Memory(2L * count);
        }
        memory.write(0, bytes, from, count);
        long start = System.nanoTime();
        int error = attempt(count);
        while (error == Libc.EAGAIN || error == Libc.EINTR) {
            if (System.nanoTime() - start > timeout) {
                throw new SocketTimeoutException(
                        "nobody has read from " + path + " within " + timeout / 1_000_000 + " ms");
            }
            error = attempt(count);
        }
        if (error == 0) {
            return true;
        }
        // the kernel needs the memory for a datagram in one piece, and has no piece that large
        if (error == Libc.EMSGSIZE || error == Libc.ENOBUFS && count > LARGE) {
            return false;
        }
        throw error("cannot send to " + path, error);
    }

    /** Returns the error number, or 0. The lock keeps the descriptor from being closed, and used again, meanwhile. */
    private synchronized int attempt(int count) throws IOException {
        if (closed) {
            throw new IOException(path + " is closed");
        }
        return Libc.send(fd, memory, count, Libc.MSG_NOSIGNAL) < 0 ? Native.getLastError() : 0;
    }

    private static IOException error(String what, int error) {
        return new IOException(what + ": " + Libc.strerror(error));
    }

    @Override
    public void close() {
        closed = true;
        synchronized (this) {
            if (!released) {
                released = true;
                Libc.close(fd);
            }
        }
    }
}
