package io.tallyman.shell.internal;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import io.tallyman.libc.Libc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Tells a service manager how this process does: sd_notify(3) in the plain protocol, over the datagram socket that the
 * manager names in {@code NOTIFY_SOCKET}. Java has no datagram sockets of the Unix domain, hence JNA. Thread-safe.
 */
final class NotifySocket {
    private static final System.Logger LOG = System.getLogger("io.tallyman.shell");
    /** The bytes of {@code sun_path} in sockaddr_un, unix(7). */
    private static final int LONGEST = 108;

    private final byte[] address;
    private boolean failed;

    private NotifySocket(byte[] address) {
        this.address = address;
    }

    /** The socket that the environment names, or one that sends nothing if the environment names none. */
    static NotifySocket of(Map<String, String> environment) {
        String name = environment.getOrDefault("NOTIFY_SOCKET", "");
        return new NotifySocket(name.startsWith("/") || name.startsWith("@") ? address(name) : null);
    }

    /** A name that begins with @ is abstract: the first byte is zero, and the length ends the name. */
    private static byte[] address(String name) {
        byte[] path = name.getBytes(StandardCharsets.UTF_8);
        if (path.length >= LONGEST) {
            LOG.log(System.Logger.Level.WARNING, "NOTIFY_SOCKET is longer than the {0} bytes of a socket''s name",
                    LONGEST);
            return null;
        }
        if (path[0] == '@') {
            path[0] = 0;
        }
        return ByteBuffer.allocate(Short.BYTES + path.length).order(ByteOrder.nativeOrder()).putShort((short) Libc.AF_UNIX)
                .put(path).array();
    }

    boolean isNamed() {
        return address != null;
    }

    /** Sends lines like {@code READY=1}. A manager that takes none is told of once in the log. */
    synchronized void send(String... lines) {
        if (address == null) {
            return;
        }
        byte[] message = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        try {
            int fd = Libc.socket(Libc.AF_UNIX, Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC, 0);
            if (fd < 0) {
                throw new LastErrorException(Native.getLastError());
            }
            try {
                Libc.sendto(fd, message, message.length, Libc.MSG_NOSIGNAL | Libc.MSG_DONTWAIT, address, address.length);
            } finally {
                Libc.close(fd);
            }
        } catch (LastErrorException e) {
            if (!failed) {
                failed = true;
                LOG.log(System.Logger.Level.WARNING, "the service manager cannot be told ({0}): {1}", lines[0],
                        e.getMessage());
            }
        }
    }
}
