package io.tallyman.shell.internal;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.ptr.IntByReference;
import io.tallyman.api.runtime.CgroupMatch;
import io.tallyman.api.runtime.ContainerRuntime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Who may use the shell: the user who runs this process, and root; by number, as a name may belong to several. Not from
 * inside a container, even as uid 0: one that mounts /run is not the host's root.
 */
final class PeerCheck {
    private static final int SOL_SOCKET = 1;
    private static final int SO_PEERCRED = 17;
    private static final int UCRED_BYTES = 12;

    /** libc, by JNA's direct mapping. */
    static final class Libc {
        static {
            Native.register(Libc.class, "c");
        }

        private Libc() {
        }

        static native int getsockopt(int fd, int level, int name, byte[] value, IntByReference length)
                throws LastErrorException;
    }

    /** As struct ucred has them. */
    record Peer(int pid, int uid) {
    }

    private PeerCheck() {
    }

    /** @return why the peer is refused, or null */
    static String refuse(SocketChannel channel, List<ContainerRuntime> runtimes) throws IOException {
        Peer peer = peer(channel);
        int me = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        if (peer.uid() != me && peer.uid() != 0) {
            return "user " + peer.uid() + " may not use the shell of user " + me;
        }
        List<String> own = Files.readAllLines(Path.of("/proc/self/cgroup"));
        List<String> its = Files.readAllLines(Path.of("/proc", String.valueOf(peer.pid()), "cgroup"));
        return own.equals(its) ? null : refuseCgroups(its, runtimes);
    }

    /** @param lines of /proc/pid/cgroup */
    static String refuseCgroups(List<String> lines, List<ContainerRuntime> runtimes) {
        for (String line : lines) {
            String path = line.substring(line.indexOf(':', line.indexOf(':') + 1) + 1);
            for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
                for (ContainerRuntime runtime : runtimes) {
                    CgroupMatch match = runtime.match(path.substring(0, end));
                    if (match != null && match.sure()) {
                        return "the shell is not for processes inside a container (" + runtime.name() + " " + match.id()
                                + ")";
                    }
                }
            }
        }
        return null;
    }

    private static Peer peer(SocketChannel channel) throws IOException {
        byte[] credentials = new byte[UCRED_BYTES];
        IntByReference length = new IntByReference(credentials.length);
        try {
            Libc.getsockopt(descriptor(channel), SOL_SOCKET, SO_PEERCRED, credentials, length);
        } catch (LastErrorException | LinkageError e) {
            throw new IOException("cannot ask who the peer is: " + e, e);
        }
        ByteBuffer fields = ByteBuffer.wrap(credentials).order(ByteOrder.nativeOrder());
        return new Peer(fields.getInt(0), fields.getInt(4));
    }

    /**
     * The JDK gives user and group of a peer but not its pid, and no way to ask by oneself; the launcher has this
     * package of the JDK exported to us.
     */
    private static int descriptor(SocketChannel channel) throws IOException {
        try {
            return (Integer) Class.forName("sun.nio.ch.SelChImpl", true, null).getMethod("getFDVal").invoke(channel);
        } catch (ReflectiveOperationException e) {
            throw new IOException("this JVM does not export java.base/sun.nio.ch", e);
        }
    }
}
