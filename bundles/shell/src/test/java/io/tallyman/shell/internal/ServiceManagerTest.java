package io.tallyman.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tallyman.testing.ManagerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ServiceManagerTest {
    private final FakeEngine engine = new FakeEngine();

    @TempDir
    private Path directory;

    private ManagerSocket socket() {
        return ManagerSocket.at(directory.resolve("notify").toString());
    }

    @Test
    void shouldGiveSignsOfLifeOnlyWhileTheReaderAnswers() throws Exception {
        try (ManagerSocket socket = socket()) {
            engine.reading = false;
            ServiceManager manager = new ServiceManager(Map.of("NOTIFY_SOCKET", socket.name(), "WATCHDOG_USEC", "40000",
                    "WATCHDOG_PID", String.valueOf(ProcessHandle.current().pid())));
            manager.ready(engine, "3 of 3 outputs run");
            assertEquals("READY=1\nSTATUS=3 of 3 outputs run", socket.receive());
            while (engine.questions < 5) {
                Thread.sleep(1);
            }
            manager.stopping();
            // no sign of life came before
            assertEquals("STOPPING=1\nSTATUS=writing what is left", socket.receive());
        }
    }

    @Test
    void shouldGiveSignsOfLifeAsLongAsTheReaderAnswers() throws Exception {
        try (ManagerSocket socket = socket()) {
            ServiceManager manager = new ServiceManager(Map.of("NOTIFY_SOCKET", socket.name(), "WATCHDOG_USEC", "40000"));
            manager.ready(engine, "");
            assertEquals("READY=1\nSTATUS=", socket.receive());
            for (int i = 0; i < 5; i++) {
                assertEquals("WATCHDOG=1", socket.receive());
            }
            manager.stopping();
        }
    }

    /** The variables are meant for the process that the manager has started, and its children inherit them. */
    @Test
    void shouldLeaveTheWatchdogOfAnotherProcessAlone() throws Exception {
        try (ManagerSocket socket = socket()) {
            ServiceManager manager = new ServiceManager(Map.of("NOTIFY_SOCKET", socket.name(), "WATCHDOG_USEC", "40000",
                    "WATCHDOG_PID", "1"));
            manager.ready(engine, "");
            assertEquals("READY=1\nSTATUS=", socket.receive());
            assertEquals(0, engine.questions);
            manager.stopping();
        }
    }

    @Test
    void shouldNotBeReadyAfterAStop() throws Exception {
        try (ManagerSocket socket = socket()) {
            ServiceManager manager = new ServiceManager(Map.of("NOTIFY_SOCKET", socket.name()));
            manager.stopping();
            manager.ready(engine, "");
            manager.stopping();
            assertEquals("STOPPING=1\nSTATUS=writing what is left", socket.receive());
            assertEquals("STOPPING=1\nSTATUS=writing what is left", socket.receive());
        }
    }

    @Test
    void shouldTellNobodyWhereNobodyListens() {
        assertFalse(new ServiceManager(Map.of()).isThere());
        ServiceManager gone = new ServiceManager(Map.of("NOTIFY_SOCKET", directory.resolve("gone").toString(),
                "WATCHDOG_USEC", "many"));
        gone.ready(engine, "");
        gone.stopping();
    }
}
