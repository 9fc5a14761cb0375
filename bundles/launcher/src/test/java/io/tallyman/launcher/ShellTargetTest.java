package io.tallyman.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShellTargetTest {
    @TempDir
    private Path directory;
    private ShellSockets sockets;
    private final List<ServerSocketChannel> servers = new ArrayList<>();

    @BeforeEach
    void open() {
        sockets = new ShellSockets(directory);
    }

    @AfterEach
    void close() throws IOException {
        for (ServerSocketChannel server : servers) {
            server.close();
        }
    }

    private ServerSocketChannel serve(long pid, long second) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(sockets.of(pid)));
        Files.setLastModifiedTime(sockets.of(pid), FileTime.fromMillis(second * 1000));
        servers.add(server);
        return server;
    }

    private String refused(int code, String... words) {
        ShellTarget.Refused refused = assertThrows(ShellTarget.Refused.class, () -> ShellTarget.of(List.of(words), sockets));
        assertEquals(code, refused.code());
        return refused.getMessage();
    }

    @Test
    void shouldSpeakToTheOnlyInstance() throws Exception {
        serve(4711, 17);
        assertEquals(new ShellTarget(sockets.of(4711), List.of("trace:status", "--json"), null),
                ShellTarget.of(List.of("trace:status", "--json"), sockets));
    }

    @Test
    void shouldSpeakToTheOldestAndSayThatThereAreMore() throws Exception {
        serve(13, 19);
        serve(4711, 17);
        serve(5, 23);
        assertEquals(new ShellTarget(sockets.of(4711), List.of(), "3 processes serve a shell; this is process 4711, the oldest "
                + "(--list shows all, --pid chooses)"), ShellTarget.of(List.of(), sockets));
        assertEquals(new ShellTarget(sockets.of(5), List.of("trace:status"), null),
                ShellTarget.of(List.of("--pid", "5", "trace:status"), sockets));
    }

    @Test
    void shouldListEachInstance() throws Exception {
        serve(13, 19);
        long me = ProcessHandle.current().pid();
        serve(me, 17);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertEquals(0, ShellList.print(sockets, new PrintStream(out, true)));
        List<String> lines = out.toString().lines().toList();
        assertEquals(3, lines.size(), lines.toString());
        assertTrue(lines.get(0).matches("PID +SINCE +COMMAND"), lines.get(0));
        assertTrue(lines.get(1).matches(me + " +\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d +tallyman.*"), lines.get(1));
        assertTrue(lines.get(2).startsWith("13 "), lines.get(2));
    }

    @Test
    void shouldPassOverTheSocketOfAKilledProcessAndRemoveIt() throws Exception {
        serve(13, 17).close();
        serve(17, 19);
        assertEquals(sockets.of(17), ShellTarget.of(List.of(), sockets).socket());
        sockets.removeStale();
        assertTrue(Files.notExists(sockets.of(13)));
        assertTrue(Files.exists(sockets.of(17)));
    }

    @Test
    void shouldLeaveASocketWhoseProcessIsTooBusyToAnswer() throws Exception {
        ServerSocketChannel busy = ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(sockets.of(13)), 1);
        servers.add(busy);
        for (int look = 0; look < 7; look++) {
            assertEquals(1, sockets.live().size());
        }
        sockets.removeStale();
        assertTrue(Files.exists(sockets.of(13)));
    }

    @Test
    void shouldSayWhatIsWrong() {
        assertEquals("nothing is running here: there is no shell in " + directory
                + "; start `tallyman run` or `tallyman trace`", refused(1, "trace:status"));
        assertEquals("process 13 serves no shell here; 'tallyman shell --list' shows the processes that do",
                refused(1, "--pid", "13"));
        assertEquals("--pid needs a process's number", refused(2, "--pid"));
        assertEquals("--socket needs a path", refused(2, "--socket"));
        assertEquals("'../x' is not the number of a process", refused(2, "--pid", "../x"));
    }

    @Test
    @Tag("privileged")
    void shouldNotSpeakToASocketInADirectoryOfSomebodyElse() throws Exception {
        serve(13, 17);
        Files.setAttribute(directory, "unix:uid", 65534);
        assertEquals("cannot look into " + directory + ": " + directory + " belongs to another user; "
                + "are you the user who runs tallyman?", refused(1, "trace:status"));
    }
}
