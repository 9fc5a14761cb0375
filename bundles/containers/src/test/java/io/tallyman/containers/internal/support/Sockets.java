package io.tallyman.containers.internal.support;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/** Real sockets, and waiting for what they cause. */
public final class Sockets {
    private static final long PATIENCE = 10_000_000_000L;

    private Sockets() {
    }

    /** A listening socket, in place of what is there. */
    public static ServerSocketChannel listen(Path path) throws IOException {
        Files.deleteIfExists(path);
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        channel.bind(UnixDomainSocketAddress.of(path));
        return channel;
    }

    /** A listening socket at this path from another root directory on. */
    public static ServerSocketChannel listenInside(Path root, Path path) throws IOException {
        return listen(Path.of(root + path.toString()));
    }

    public static void await(String what, BooleanSupplier condition) throws InterruptedException {
        for (long end = System.nanoTime() + PATIENCE; !condition.getAsBoolean();) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain: " + what);
            }
            Thread.sleep(1);
        }
    }
}
