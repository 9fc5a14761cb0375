package io.tallyman.itests;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The daemon of the runtime in examples/runtime. */
final class ShipyardDaemon implements AutoCloseable {
    /** Names by id. */
    final Map<String, String> containers = new ConcurrentHashMap<>();
    private final Path directory = Files.createTempDirectory("shipyard");
    private final ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);

    ShipyardDaemon() throws IOException {
        server.bind(UnixDomainSocketAddress.of(socket()));
        Thread thread = new Thread(this::serve, "shipyard");
        thread.setDaemon(true);
        thread.start();
    }

    Path socket() {
        return directory.resolve("shipyard.sock");
    }

    private void serve() {
        while (server.isOpen()) {
            try (SocketChannel client = server.accept()) {
                BufferedReader in = new BufferedReader(Channels.newReader(client, StandardCharsets.UTF_8));
                String answer = in.readLine().equals("list") ? containers.entrySet().stream()
                        .map(c -> c.getKey() + "\t" + c.getValue() + "\tquay:1\n").collect(Collectors.joining())
                        : "shipyard 1.0\n";
                client.write(StandardCharsets.UTF_8.encode(answer));
            } catch (IOException | RuntimeException e) {
                continue; // a client that only looked, or the end
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(socket());
        Files.delete(directory);
    }
}
