package io.tallyman.itests;

import static org.junit.Assert.*;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** Who answers slowly, garbage, a gigabyte, or resets connections delays its own containers alone, and it shows. */
public class BadRuntimesIT {
    private static final int COUNT = 11;
    private static final long SLOW_MS = 503;
    private static final List<String> RUNTIMES = List.of("docker", "podman", "containerd", "crio");
    private static final Map<String, BadSocket.Conduct> WAYS = Map.of("garbage", BadSocket::garbage,
            "gigabyte", BadSocket::gigabyte, "reset", BadSocket::reset);

    /** One socket of each bad kind for each runtime, named by files in {@code config/}. */
    private static final class BadSockets implements AutoCloseable {
        final List<BadSocket> all = new ArrayList<>();
        private final Path directory = Files.createTempDirectory(Path.of("/run"), "tm-bad");
        private final List<Path> files = new ArrayList<>();

        BadSockets() throws Exception {
            for (String runtime : RUNTIMES) {
                for (Map.Entry<String, BadSocket.Conduct> way : WAYS.entrySet()) {
                    add(runtime, way.getKey(), way.getValue());
                }
            }
        }

        BadSocket add(String runtime, String name, BadSocket.Conduct conduct) throws Exception {
            BadSocket socket = new BadSocket(directory.resolve(name + "-" + runtime + ".sock"), conduct);
            all.add(socket);
            Path file = Tallyman.HOME.resolve("config/io.tallyman.runtime-" + name + "-" + runtime + ".cfg");
            files.add(file);
            Files.writeString(file, "runtime = " + runtime + "\nsocket = " + socket.path + "\n");
            return socket;
        }

        @Override
        public void close() throws Exception {
            for (Path file : files) {
                Files.delete(file);
            }
            for (BadSocket socket : all) {
                socket.close();
            }
            Files.delete(directory);
        }
    }

    private static JsonArray runtimes() throws Exception {
        return JsonParser.parseString(Tallyman.shell("trace:runtimes --json")).getAsJsonArray();
    }

    /** What the running trace says of one of its sockets. */
    private static JsonObject socketOf(JsonArray runtimes, Path path) {
        for (var each : runtimes) {
            if (each.getAsJsonObject().get("socket").getAsString().equals(path.toString())) {
                return each.getAsJsonObject();
            }
        }
        throw new AssertionError("nothing is said of " + path + ": " + runtimes);
    }

    private static long failures(JsonObject socket) {
        return socket.getAsJsonObject("failures").entrySet().stream().mapToLong(e -> e.getValue().getAsLong()).sum();
    }

    private static String state(JsonObject socket) {
        return socket.get("state").getAsString();
    }

    private static boolean says(String doctor, Path path, String text) {
        return doctor.lines().anyMatch(line -> line.contains(path.toString()) && line.contains(text));
    }

    @Test
    public void shouldNameEveryContainerOfTheOthersAndShowWhoFails() throws Exception {
        Docker.makeImage();
        try (BadSockets bad = new BadSockets()) {
            List<BadSocket> failing = List.copyOf(bad.all);
            BadSocket slow = bad.add("docker", "slow", BadSocket.slow(Path.of(Docker.SOCKET), SLOW_MS));
            List<String> arguments = new ArrayList<>(List.of("-s", "comm=cat"));
            arguments.addAll(List.of(Truth.arguments("podman:" + Podman.SOCKET, "containerd:" + Containerd.SOCKET)));
            try (Lines trace = Lines.trace(arguments.toArray(String[]::new))) {
                List<Truth> others = List.of(new Truth(Podman.IMAGE), new Truth(Containerd.IMAGE));
                Truth ofSlow = new Truth(Docker.IMAGE).namedOnly();
                Shell.awaitConnected(Podman.SOCKET, Containerd.SOCKET, slow.path.toString());
                others.get(0).run(Podman::run, "bad-podman", COUNT);
                others.get(1).run(Containerd::run, "bad-ctr", COUNT);
                ofSlow.run(Docker::run, "bad-docker", COUNT);
                JsonArray shown = runtimes();
                trace.interrupt();
                for (BadSocket socket : failing) {
                    assertTrue(shown.toString(), failures(socketOf(shown, socket.path)) > 0);
                    assertNotEquals(shown.toString(), "connected", state(socketOf(shown, socket.path)));
                }
                JsonObject connected = socketOf(shown, slow.path);
                assertEquals("connected", state(connected));
                assertTrue(shown.toString(), connected.get("median_us").getAsLong() >= SLOW_MS * 1_000);
                for (Truth truth : others) {
                    long[] delays = truth.check(trace.lines(), trace.stderr());
                    assertEquals(2 * COUNT, delays.length);
                    System.out.println(Truth.describe("beside bad runtimes", delays));
                }
                long[] delays = ofSlow.check(trace.lines(), trace.stderr());
                assertEquals(2 * COUNT, delays.length);
                System.out.println(Truth.describe("of a runtime that takes " + SLOW_MS + " ms to answer", delays));
            }
            String doctor = doctor();
            for (BadSocket socket : failing) {
                // a gigabyte comes with a good beginning, and its version is all that the doctor asks for
                assertTrue(doctor, socket.path.toString().contains("gigabyte")
                        || says(doctor, socket.path, "there, but"));
            }
            assertTrue(doctor, doctor.contains(slow.path.toString()));
        }
    }

    /** It ends with a code that says that something is wrong. */
    private static String doctor() throws Exception {
        try (Tallyman doctor = Tallyman.launch("doctor")) {
            assertNotEquals(0, doctor.awaitExit());
            return doctor.stdout();
        }
    }
}
