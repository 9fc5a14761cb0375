package io.tallyman.itests;

import static org.junit.Assert.*;

import io.tallyman.testing.ManagerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** {@code tallyman run} under a service manager, which the test plays: systemd's protocol, sd_notify(3). */
public class ServiceIT {
    private static final int COUNT = 7;

    /** What is executed after READY=1 is traced, so READY=1 was not sent before events were attached. */
    @Test
    public void shouldBeReadyOnceConfiguredOutputsTraceAndGiveSignsOfLife() throws Exception {
        Path directory = Files.createTempDirectory(Path.of(System.getProperty("tallyman.results")), "service-it");
        Path file = directory.resolve("ready");
        Path program = directory.resolve("tm-ready");
        Commands.run("cp", "/bin/true", program.toString());
        try (InPlace output = InPlace.config("output-ready", "printer = json", "destination = file", "path = " + file,
                "events = sched_process_exec", "scope = comm=tm-ready");
                ManagerSocket manager = ManagerSocket.at(directory.resolve("notify").toString());
                Tallyman service = Tallyman.launch(Map.of("NOTIFY_SOCKET", manager.name(), "WATCHDOG_USEC", "2000000"),
                        "run")) {
            assertEquals("READY=1\nSTATUS=1 of 1 output runs", manager.receive());
            for (int i = 0; i < COUNT; i++) {
                Commands.run(program.toString());
            }
            assertEquals(List.of("WATCHDOG=1", "WATCHDOG=1"), List.of(manager.receive(), manager.receive()));
            assertEquals(0, service.terminate());
            String last = manager.receive();
            while (last.equals("WATCHDOG=1")) {
                last = manager.receive();
            }
            assertEquals("STOPPING=1\nSTATUS=writing what is left", last);
            assertEquals(COUNT, Files.readAllLines(file).size());
        }
    }

    /** systemd gives such names in some versions. */
    @Test
    public void shouldTellAManagerThatListensOnAnAbstractSocket() throws Exception {
        try (ManagerSocket manager = ManagerSocket.at("@tm-service-" + ProcessHandle.current().pid());
                Tallyman service = Tallyman.launch(Map.of("NOTIFY_SOCKET", manager.name()), "run")) {
            assertEquals("READY=1\nSTATUS=no output is configured", manager.receive());
            assertEquals(0, service.terminate());
            assertTrue(manager.receive().startsWith("STOPPING=1\n"));
        }
    }
}
