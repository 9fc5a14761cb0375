package io.tallyman.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Directories where distributions have their sockets, as a trace sees them: this machine's own stay as they are. */
final class SocketPlaces implements AutoCloseable {
    private static final List<String> PLACES = List.of("run/k3s", "run/user", "var/snap", "var/lib/kubelet");

    private final Path seen = Files.createTempDirectory(Path.of("/var/tmp"), "tm-places");
    private final Deque<Path> made = new ArrayDeque<>();

    SocketPlaces() throws IOException {
        for (String place : PLACES) {
            Files.createDirectories(seen.resolve(place));
            Path at = Path.of("/", place);
            for (Path parent = at; !Files.exists(parent); parent = parent.getParent()) {
                made.addLast(parent);
            }
            Files.createDirectories(at);
        }
    }

    /** What starts a command that sees them. */
    List<String> starter() {
        return List.of("unshare", "--mount", "sh", "-c", "for place in " + String.join(" ", PLACES)
                + "; do mount --bind \"$0/$place\" \"/$place\" || exit; done; exec \"$@\"", seen.toString());
    }

    /** Leads from there to the socket of a daemon that is elsewhere. */
    void link(String place, Path socket) throws IOException {
        Path link = seen.resolve(place.substring(1));
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, socket);
    }

    void write(String place, String text) throws IOException {
        Files.writeString(seen.resolve(place.substring(1)), text);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        Commands.run("rm", "-r", seen.toString());
        for (Path each : made) {
            Files.delete(each);
        }
    }
}
