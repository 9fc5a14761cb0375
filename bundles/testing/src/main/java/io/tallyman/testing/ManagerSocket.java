package io.tallyman.testing;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The socket of a service manager. Java has no datagram sockets of the Unix domain. */
public final class ManagerSocket implements AutoCloseable {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final long PATIENCE_SECONDS = 90;

    private final int fd;
    private final String name;

    static {
        Native.register(ManagerSocket.class, "c");
    }

    private ManagerSocket(int fd, String name) {
        this.fd = fd;
        this.name = name;
    }

    private static native int socket(int domain, int type, int protocol) throws LastErrorException;

    private static native int bind(int fd, byte[] address, int length) throws LastErrorException;

    private static native int setsockopt(int fd, int level, int name, byte[] value, int length)
            throws LastErrorException;

    private static native long recv(int fd, byte[] buffer, long length, int flags) throws LastErrorException;

    private static native int close(int fd) throws LastErrorException;

    /** Listens there; a name that begins with @ is abstract. */
    public static ManagerSocket at(String name) {
        byte[] path = name.getBytes(StandardCharsets.UTF_8);
        if (path[0] == '@') {
            path[0] = 0;
        }
        byte[] address = ByteBuffer.allocate(2 + path.length).order(ByteOrder.nativeOrder()).putShort((short) AF_UNIX)
                .put(path).array();
        int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
        bind(fd, address, address.length);
        byte[] patience = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder()).putLong(PATIENCE_SECONDS).putLong(0)
                .array();
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, patience, patience.length);
        return new ManagerSocket(fd, name);
    }

    /** What the environment variable of the service says. */
    public String name() {
        return name;
    }

    /** The next message; waits for it. */
    public String receive() {
        byte[] buffer = new byte[4096];
        return new String(buffer, 0, (int) recv(fd, buffer, buffer.length, 0), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        close(fd);
        if (!name.startsWith("@")) {
            Files.deleteIfExists(Path.of(name));
        }
    }
}
