package io.tallyman.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;
import org.junit.experimental.categories.Category;

/** The container image, run as the documents of the field run a tracer's image, beside a real Docker daemon. */
@Category(Heavy.class)
public class ImageIT {
    private static final String NAME = "tm-image";
    private static final int COUNT = 5;
    private static final long LARGEST = 70L * 1024 * 1024;

    @BeforeClass
    public static void loadImage() throws Exception {
        Docker.makeImage();
        ProductImage.load();
    }

    @After
    public void removeContainer() throws Exception {
        Commands.overlook(1, () -> Docker.docker("rm", "-f", NAME));
    }

    @AfterClass
    public static void removeImage() throws Exception {
        Docker.docker("rmi", "-f", ProductImage.NAME);
    }

    @Test
    public void shouldBeSmall() throws Exception {
        assertTrue(ProductImage.file() + " has " + Files.size(ProductImage.file()), Files.size(ProductImage.file()) < LARGEST);
    }

    @Test
    public void shouldTraceWhereNothingIsAskedForButEnrichment() throws Exception {
        List<String> lines = run(ProductImage.withSockets("-e", "CONTAINERS_ENRICHMENT=1", "-e",
                "LIBBPFGO_OSRELEASE_FILE=/etc/os-release-host"), "table");
        assertEquals(COUNT, lines.stream().filter(line -> line.contains("sched_process_exec")
                && line.contains("table-") && line.contains(Docker.IMAGE)).count());
    }

    @Test
    public void shouldTraceByTheCommandOfItsName() throws Exception {
        assertNamed("trace", run(ProductImage.withSockets(), "trace", "trace", "--output", "json", "--containers"));
    }

    @Test
    public void shouldTraceByOptionsAlone() throws Exception {
        assertNamed("options", run(ProductImage.withSockets(), "options", "--output", "json", "--containers"));
    }

    @Test
    public void shouldTraceByAFilterOrAScope() throws Exception {
        assertNamed("filter", run(ProductImage.withSockets(), "filter", "trace", "--filter", "container", "--containers",
                "-o", "json"));
        assertNamed("scope", run(ProductImage.withSockets(), "scope", "--scope", "container", "--containers", "-o", "json"));
    }

    /** With one capability, Docker's own seccomp profile, a root that cannot be written to, and no tmpfs. */
    @Test
    public void shouldNeedNoMoreThanOneCapability() throws Exception {
        assertNamed("least", trace(ProductImage.least(NAME, ProductImage.withSockets(), "-o", "json", "--containers"), "least"));
    }

    @Test
    public void shouldAnswerTheHealthCheckAndTheShell() throws Exception {
        try (Lines trace = Lines.of(ProductImage.command(NAME, ProductImage.withSockets("--health-interval=1s"), "-o", "json",
                "--containers"))) {
            trace.awaitErr(Tallyman.READY);
            assertEquals("ok", Docker.docker("exec", NAME, "tallyman", "health"));
            assertTrue(Docker.docker("exec", NAME, "tallyman", "shell", "trace:status").startsWith("source ebpf"));
            Until.holds("healthy", () -> Docker.docker("inspect", "--format", "{{.State.Health.Status}}", NAME)
                    .equals("healthy"));
            Docker.docker("stop", NAME);
        }
    }

    /** OSGi does not notice that a module of Java is missing in the runtime, so the plug-ins that need one are used. */
    @Test
    public void shouldHaveTheModulesThatPlugInsNeed() throws Exception {
        ConcurrentLinkedQueue<String> bodies = new ConcurrentLinkedQueue<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try (Lines run = Lines.of(ProductImage.command(NAME, ProductImage.withSockets("--network", "host"), "run",
                "--containers"))) {
            run.awaitErr("running");
            add("hook", "json", "webhook", "url=http://127.0.0.1:" + server.getAddress().getPort() + "/");
            for (String printer : List.of("table", "json", "capture")) {
                add(printer, printer, "file", "path=/tmp/" + printer);
            }
            Until.holds("the webhook is called", () -> {
                Docker.run("tm-module", "/bin/ls", "/bin");
                return bodies.stream().anyMatch(body -> body.contains("tm-module"));
            });
            assertEquals("", Docker.docker("exec", NAME, "tallyman", "shell", "trace:outputs", "--json").lines()
                    .filter(line -> line.contains("\"state\"") && !line.contains("running")).collect(Collectors.joining()));
            Docker.docker("stop", NAME);
        } finally {
            server.stop(0);
        }
    }

    private static void add(String name, String printer, String destination, String option) throws Exception {
        Docker.docker("exec", NAME, "tallyman", "shell", "trace:output", "add", name, "printer=" + printer,
                "destination=" + destination, option);
    }

    private static List<String> run(List<String> options, String prefix, String... arguments) throws Exception {
        return trace(ProductImage.command(NAME, options, arguments), prefix);
    }

    /** What the image prints while containers of that prefix run beside it. Docker stops it. */
    private static List<String> trace(List<String> command, String prefix) throws Exception {
        try (Lines trace = Lines.of(command)) {
            awaitDocker(trace);
            for (int i = 0; i < COUNT; i++) {
                Docker.run(prefix + "-" + i, "/bin/ls", "/truth/" + prefix + "-" + i);
            }
            Docker.docker("stop", NAME);
            trace.awaitEnd();
            assertTrue(trace.stderr(), trace.stderr().contains("tallyman: traced "));
            return trace.lines().stream().map(Lines.Line::text).toList();
        }
    }

    private static void awaitDocker(Lines trace) throws Exception {
        trace.awaitErr("names from");
        Until.holds("docker is connected to", () -> trace.stderr().contains("docker"));
    }

    /** Each exec of these containers is there with its name, and nothing of the tracer's own container is. */
    private static void assertNamed(String prefix, List<String> lines) {
        List<JsonObject> events = lines.stream().map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();
        assertEquals(List.of(), events.stream().filter(event -> event.getAsJsonObject("container").has("name")
                && event.getAsJsonObject("container").get("name").getAsString().equals(NAME)).toList());
        List<JsonObject> execs = events.stream()
                .filter(event -> event.get("eventName").getAsString().equals("sched_process_exec"))
                .filter(event -> !event.get("containerId").getAsString().isEmpty())
                .filter(event -> event.get("args").toString().contains("/truth/" + prefix)).toList();
        assertEquals(lines.toString(), COUNT, execs.size());
        for (JsonObject exec : execs) {
            JsonObject container = exec.getAsJsonObject("container");
            assertEquals(exec.toString(), "complete", container.get("enrichment").getAsString());
            assertEquals(Docker.IMAGE, container.get("image").getAsString());
            assertTrue(exec.get("args").toString().contains("/truth/" + container.get("name").getAsString()));
        }
    }
}
