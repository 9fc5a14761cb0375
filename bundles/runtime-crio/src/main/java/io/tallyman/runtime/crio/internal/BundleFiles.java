package io.tallyman.runtime.crio.internal;

import io.tallyman.api.runtime.HostPaths;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the bundles that CRI-O writes below its run root. The run root and the storage driver are settings of CRI-O, which an
 * option of its command line may override, so that no file tells them for certain. The daemon tells its configuration
 * over HTTP, on the socket that serves gRPC. Thread-safe.
 */
final class BundleFiles {
    private static final Path USUAL = Path.of("/run/containers/storage/overlay-containers");
    /** A configuration has some 20 KB. */
    private static final int LARGEST = 256 * 1024;
    private static final Pattern RUN_ROOT = setting("runroot");
    private static final Pattern DRIVER = setting("storage_driver");

    /** The directory of the containers' directories, or null where the daemon's paths lead elsewhere here. */
    private volatile Path directory;

    BundleFiles(Path directory) {
        this.directory = directory;
    }

    /** The usual place, unless the daemon runs inside a container: a path of its own means another file here. */
    static BundleFiles of(Path socket) {
        // a socket inside a container is given by its descriptor below /proc
        return new BundleFiles(socket.startsWith("/proc") ? null : HostPaths.ofThisProcess().seenFrom(socket, USUAL));
    }

    /** Returns {@link Bundle#NONE} where the container has no bundle here, or not yet the whole of it. */
    Bundle find(String id) {
        Path known = directory;
        return known == null ? Bundle.NONE : Bundle.ofFile(known.resolve(id).resolve("userdata/config.json"));
    }

    /**
     * Asks the daemon for its run root. The usual place stays where the daemon does not tell: a container without a bundle
     * there is asked for over the CRI.
     */
    void learn(Path socket) {
        if (directory == null) {
            return;
        }
        String configuration;
        try {
            configuration = get(socket, "/config");
        } catch (IOException e) {
            // an interruption is seen by the thread's next call, which the interrupted state ends
            return;
        }
        Matcher root = RUN_ROOT.matcher(configuration);
        Matcher driver = DRIVER.matcher(configuration);
        if (root.find() && root.group(1).startsWith("/")) {
            try {
                String name = driver.find() ? driver.group(1) : "overlay";
                directory = HostPaths.ofThisProcess().seenFrom(socket,
                        Path.of(root.group(1), name.replace("/", "") + "-containers"));
            } catch (InvalidPathException e) {
                // the usual place stays
            }
        }
    }

    Path directory() {
        return directory;
    }

    /** Returns an answer with its header. The thread's interruption ends the call. */
    private static String get(Path socket, String path) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            String question = "GET " + path + " HTTP/1.0\r\nHost: localhost\r\n\r\n";
            channel.write(ByteBuffer.wrap(question.getBytes(StandardCharsets.US_ASCII)));
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            ByteBuffer part = ByteBuffer.allocate(8192);
            while (channel.read(part.clear()) >= 0 && answer.size() < LARGEST) {
                answer.write(part.array(), 0, part.position());
            }
            return answer.toString(StandardCharsets.UTF_8);
        }
    }

    /** One line of TOML as CRI-O's encoder writes it; a path with a quotation mark or a backslash is not read. */
    private static Pattern setting(String name) {
        return Pattern.compile("(?m)^\\s*" + name + "\\s*=\\s*\"([^\"\\\\]+)\"");
    }
}
