package io.tallyman.containers.internal;

import static io.tallyman.containers.internal.support.Ids.id;
import static io.tallyman.containers.internal.support.Sockets.await;

import io.tallyman.containers.RuntimeStatus;
import io.tallyman.containers.RuntimeStatus.State;
import io.tallyman.containers.internal.authority.Authority;
import io.tallyman.containers.internal.authority.Origin;
import io.tallyman.containers.internal.conversation.Timing;
import io.tallyman.containers.internal.inbox.Inbox;
import io.tallyman.containers.internal.inbox.Message;
import io.tallyman.containers.internal.inbox.Question;
import io.tallyman.containers.internal.support.FakeRuntime;
import io.tallyman.containers.internal.support.Sockets;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Connections to runtimes whose sockets and answers are the test's own. */
abstract class ConnectionsTest {
    static final Origin DOCKER = new Origin("docker", Authority.MACHINE);
    static final Origin USERS_DOCKER = new Origin("docker", Authority.ofUser(1007));

    @TempDir
    Path directory;

    RuntimeConnections connections = new RuntimeConnections(new Timing(50, 200, 300, 10, 100));
    final Inbox inbox = new Inbox(() -> { });
    final List<ServerSocketChannel> open = new ArrayList<>();
    final List<Message> answers = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        connections.close();
        for (ServerSocketChannel channel : open) {
            channel.close();
        }
    }

    Path listen(String name) throws IOException {
        Path path = directory.resolve(name);
        open.add(Sockets.listen(path));
        return path;
    }

    void start(FakeRuntime... runtimes) {
        for (FakeRuntime runtime : runtimes) {
            connections.add(runtime);
        }
        connections.join(inbox);
    }

    RuntimeStatus status(Path path) {
        return connections.statuses().stream().filter(status -> status.socket().equals(path)).findFirst().orElseThrow();
    }

    void awaitState(Path path, State state) throws InterruptedException {
        await(path + " to be " + state, () -> connections.statuses().stream()
                .anyMatch(status -> status.socket().equals(path) && status.state() == state));
    }

    Question question(long number, boolean full) {
        return new Question(null, id(number), full, inbox);
    }

    void drain() {
        for (Message answer = inbox.take(); answer != null; answer = inbox.take()) {
            answers.add(answer);
        }
    }
}
