package io.tallyman.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

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

/** What is in the container image, how large it is, and what Docker itself does with it. */
@Category(Heavy.class)
public class ImageIT {
    private static final String NAME = "tm-image";
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
}
