package io.tallyman.itests;

import static org.junit.Assert.*;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.BeforeClass;
import org.junit.Test;

/** The plug-ins in examples/ are built away from here, against the api alone, and dropped into a running product. */
public class ExamplesIT {
    private static final Path EXAMPLES = Path.of(System.getProperty("tallyman.examples"));
    private static final int PATIENCE_MILLIS = 60_000;
    private static final int CYCLES = 3;
    private static final long SECOND = 1_000_000_000L;

    private static Path built;
    private static Path program;

    @BeforeClass
    public static void build() throws Exception {
        Path away = Files.createTempDirectory("tallyman-examples");
        built = Path.of(System.getProperty("tallyman.results")).resolve("examples");
        Files.createDirectories(built);
        Commands.run("sh", "-c", "cp -r " + EXAMPLES + "/. " + away + " && rm -rf " + away + "/*/target");
        Path repository = built.resolve("repository");
        Commands.run(EXAMPLES.resolveSibling("scripts/plug-in-repository").toString(),
                System.getProperty("tallyman.repository"), repository.toString());
        Commands.run(System.getProperty("tallyman.maven"), "-q", "-o", "-B", "-Dmaven.repo.local=" + repository, "-f",
                away + "/pom.xml", "package");
        for (String kind : List.of("printer", "destination", "filter", "runtime")) {
            Commands.run("sh", "-c", "cp " + away.resolve(kind) + "/target/*.jar " + built.resolve(kind + ".jar"));
        }
        Commands.run("rm", "-r", away.toString());
        // a name that no other process here has
        program = built.resolve("tm-example");
        Commands.run("cp", "/bin/true", program.toString());
    }

    private static InPlace drop(String kind) throws IOException {
        return InPlace.plugin(built.resolve(kind + ".jar"));
    }

    private static void run(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            Commands.run(program.toString());
        }
    }

    /** So many lines come, and are what the printer is to write. */
    private static void assertHeard(DatagramSocket ear, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
            try {
                ear.receive(packet);
            } catch (SocketTimeoutException e) {
                throw new AssertionError(i + " of " + count + " heard: " + Tallyman.shell("trace:sessions", "--json")
                        + Tallyman.shell("trace:outputs", "--json"), e);
            }
            String line = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
            assertTrue(line, line.matches("time=\\d{19} event=sched_process_exec pid=\\d+ comm=\"tm-example\""));
        }
    }

    @Test
    public void shouldTakeAPrinterADestinationAndAFilterFieldFromOutside() throws Exception {
        try (DatagramSocket ear = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                InPlace output = InPlace.config("output-example", "printer = logfmt", "args = false",
                        "destination = udp", "port = " + ear.getLocalPort(), "events = sched_process_exec",
                        "scope = age<1009 comm=tm-example", "when-full = block");
                Tallyman engine = Tallyman.launch("run")) {
            ear.setSoTimeout(PATIENCE_MILLIS);
            engine.awaitErr("running");
            JsonObject waiting = Shell.awaitOutput("example", "waiting");
            assertTrue(waiting.toString(), waiting.get("detail").getAsString().contains("there is no printer 'logfmt'"));
            try (InPlace printer = drop("printer"); InPlace destination = drop("destination")) {
                Shell.await("trace:outputs", "output", "example", o -> o.get("state").getAsString().equals("off")
                        && o.get("detail").getAsString().contains("there is no field 'age'"));
                try (InPlace filter = drop("filter")) {
                    Shell.awaitOutput("example", "running");
                    run(7);
                    assertHeard(ear, 7);
                    printer.close();
                    Shell.awaitOutput("example", "waiting");
                    run(3);
                    drop("printer");
                    run(2);
                    assertHeard(ear, 5);
                    Tallyman.shell("trace:filter", "change", "example", "age>=1009", "comm=tm-example");
                    run(3);
                    Tallyman.shell("trace:filter", "change", "example", "age<1009", "comm=tm-example");
                    run(2);
                    assertHeard(ear, 2);
                    JsonObject last = Shell.await("trace:outputs", "output", "example",
                            o -> o.get("delivered").getAsInt() >= 14);
                    assertEquals(14, last.get("delivered").getAsInt());
                    assertEquals(0, last.get("dropped").getAsInt() + last.get("failed").getAsInt());
                    String refused = Shell.refused(1, "trace:output", "change", "example", "port=70001");
                    assertTrue(refused, refused.contains("key 'port' cannot be '70001': allowed is 1 to 65535"));
                }
            }
            assertEquals(0, engine.interrupt());
        }
    }

    private static Predicate<String> in(String enrichment, String part) {
        return line -> line.contains("\"enrichment\":\"" + enrichment + "\"") && line.contains(part);
    }

    /** Runs the program in a cgroup until a line says so; how long after that moment it came. */
    private static long nanosUntil(Lines trace, OwnCgroup cgroup, long since, Predicate<String> wanted) throws Exception {
        while (!trace.has(wanted)) {
            assertTrue(trace.stderr(), System.nanoTime() - since < PATIENCE_MILLIS * 1_000_000L);
            cgroup.run(program);
        }
        return System.nanoTime() - since;
    }

    @Test
    public void shouldNameWithinASecondTheContainersThatRanBeforeTheirRuntimeCame() throws Exception {
        String id = "5ea".repeat(21);
        try (ShipyardDaemon daemon = new ShipyardDaemon(); Lines trace = Lines.trace("-o", "json", "--containers",
                "--runtime", "shipyard:" + daemon.socket(), "-e", "sched_process_exec", "-s", "comm=tm-example")) {
            long least = Long.MAX_VALUE;
            for (int i = 0; i < CYCLES; i++) {
                String name = "quay-" + i;
                daemon.containers.put(id + i, name);
                try (OwnCgroup cgroup = new OwnCgroup("shipyard/" + id + i)) {
                    cgroup.run(program);
                    assertFalse(trace.has(line -> line.contains(name)));
                    long dropped = System.nanoTime();
                    InPlace runtime = drop("runtime");
                    least = Math.min(least, nanosUntil(trace, cgroup, dropped, in("complete", "\"name\":\"" + name + "\"")));
                    runtime.close();
                    Shell.awaitNoPlugin("runtime.jar");
                    assertTakenOut(trace, daemon, id + i, cgroup);
                }
            }
            assertTrue("named after " + least / 1_000_000 + " ms", least < SECOND);
            trace.interrupt();
        }
    }

    /** Without its runtime a container keeps its name, and another one is told to have no runtime. */
    private static void assertTakenOut(Lines trace, ShipyardDaemon daemon, String known, OwnCgroup cgroup) throws Exception {
        String later = known.replace('5', '7');
        daemon.containers.put(later, "later");
        try (OwnCgroup other = new OwnCgroup("shipyard/" + later)) {
            nanosUntil(trace, other, System.nanoTime(), in("failed", "\"id\":\"" + later + "\""));
        }
        cgroup.run(program);
        List<JsonObject> lines = trace.lines().stream().map(l -> JsonParser.parseString(l.text()).getAsJsonObject()
                .getAsJsonObject("container")).filter(c -> c.has("id")).toList();
        lines.stream().filter(c -> c.get("id").getAsString().equals(later))
                .forEach(c -> assertEquals("no runtime", c.get("reason").getAsString()));
        assertTrue(lines.toString(), lines.stream().filter(c -> c.get("id").getAsString().equals(known))
                .allMatch(c -> c.has("name")));
    }

    @Test
    public void shouldStayUnderSixtyLinesEach() throws Exception {
        Path notPlugIns = EXAMPLES.resolve("pipelines");
        try (Stream<Path> all = Files.walk(EXAMPLES)) {
            for (Path source : all.filter(p -> p.toString().endsWith(".java") && !p.startsWith(notPlugIns)).toList()) {
                assertTrue(source.toString(), Files.readAllLines(source).size() < 60);
            }
        }
    }
}
