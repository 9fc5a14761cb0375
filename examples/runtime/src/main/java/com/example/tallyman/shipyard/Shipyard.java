package com.example.tallyman.shipyard;

import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.api.runtime.RuntimeConnection;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Asks the daemon: one question and its answer a connection. A call that takes too long is interrupted. */
record Shipyard(Path socket) implements RuntimeConnection {
    private static final int LIMIT = 1 << 20;

    private String ask(String question) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(StandardCharsets.UTF_8.encode(question + "\n"));
            return new String(Channels.newInputStream(channel).readNBytes(LIMIT), StandardCharsets.UTF_8).strip();
        }
    }

    @Override
    public String version() throws IOException {
        return ask("version");
    }

    /** A daemon that tells by itself what happens would be listened to here; this one has to be asked. */
    @Override
    public void watch(Listener listener) {
    }

    /** A line for each container: id, name, image. */
    @Override
    public List<ContainerFragment> list() throws IOException {
        return ask("list").lines().map(l -> l.split("\t", 3)).filter(parts -> parts.length == 3)
                .map(parts -> ContainerFragment.of(parts[0]).name(parts[1]).image(parts[2]).build()).toList();
    }

    @Override
    public ContainerFragment quick(String id) throws IOException {
        return list().stream().filter(c -> c.id().equals(id)).findFirst().orElse(null);
    }

    @Override
    public ContainerFragment inspect(String id) throws IOException {
        return quick(id);
    }

    @Override
    public void close() {
    }
}
