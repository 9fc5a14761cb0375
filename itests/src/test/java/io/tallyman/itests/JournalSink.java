package io.tallyman.itests;

import com.sun.jna.LastErrorException;
import io.tallyman.testing.ManagerSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The socket of the journal. Each datagram is an entry: fields, one a line. */
final class JournalSink implements GuideSink {
    private static final String MESSAGE = "MESSAGE=";

    private final ManagerSocket socket;
    private final List<byte[]> messages = new CopyOnWriteArrayList<>();

    JournalSink(GuideFiles files) {
        socket = ManagerSocket.at(files.directory().resolve("journal").toString());
        Thread thread = new Thread(this::read, "journal-sink");
        thread.setDaemon(true);
        thread.start();
    }

    private void read() {
        try {
            while (true) {
                socket.receive().lines().filter(line -> line.startsWith(MESSAGE)).map(line -> line.substring(MESSAGE.length()))
                        .forEach(message -> messages.add(message.getBytes(StandardCharsets.UTF_8)));
            }
        } catch (LastErrorException e) {
            // closed
        }
    }

    @Override
    public Map<String, String> keys() {
        return Map.of("socket", socket.name());
    }

    @Override
    public List<byte[]> pieces() {
        return messages;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
