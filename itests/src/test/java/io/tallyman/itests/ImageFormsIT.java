package io.tallyman.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;
import org.junit.experimental.categories.Category;

/**
 * The container image, run by the command lines with which documents of the field run a tracer's image, beside real
 * daemons. Each names the containers that come, and leaves its own out.
 */
@Category(Heavy.class)
public class ImageFormsIT {
    private static final String[] OPTIONS = {"--output", "json", "--containers"};
    private static final String DIRECTORY = Path.of(Docker.SOCKET).getParent().toString();
    private static final String OLD = "tm-old";
    private static String old;

    @BeforeClass
    public static void loadImage() throws Exception {
        ProductImage.load();
        old = Docker.start(OLD, "/bin/sleep", "1087");
    }

    @AfterClass
    public static void removeImage() throws Exception {
        Docker.remove(OLD);
        Docker.docker("rmi", "-f", ProductImage.NAME);
    }

    /** With a terminal, so it prints a table. */
    @Test
    public void shouldPrintATableWhereNothingIsAskedForButEnrichment() throws Exception {
        List<String> command = ProductImage.command(ImageTrace.NAME, List.of("-it", "-v", DIRECTORY
                + ":/var/run/containerd", "-e", "LIBBPFGO_OSRELEASE_FILE=/etc/os-release-host", "-e",
                "CONTAINERS_ENRICHMENT=1"));
        try (Lines table = Lines.of(List.of("script", "-qec", String.join(" ", command), "/dev/null"))) {
            Until.holds("containerd is connected to", () -> table.has(line -> line.contains("names from containerd")));
            for (int i = 0; i < ImageTrace.COUNT; i++) {
                Containerd.run("table-" + i, "/bin/ls", "/truth/table-" + i);
            }
            Docker.docker("stop", ImageTrace.NAME);
            table.awaitEnd();
            List<String> lines = table.lines().stream().map(Lines.Line::text).toList();
            assertEquals(lines.toString(), ImageTrace.COUNT, lines.stream().filter(line ->
                    line.contains("sched_process_exec") && line.contains("table-") && line.contains("bb:1")).count());
            assertTrue(lines.toString(), lines.stream().anyMatch(line -> line.contains("tallyman: traced ")));
        } finally {
            Commands.overlook(1, () -> Docker.docker("rm", "-f", ImageTrace.NAME));
        }
    }

    @Test
    public void shouldNameThoseOfContainerd() throws Exception {
        try (ImageTrace trace = start(List.of("-v", DIRECTORY + ":/var/run/containerd"), "containerd", OPTIONS)) {
            trace.run("ctr", Containerd::run);
            trace.stop();
            trace.assertNamed("ctr", "containerd", Containerd.IMAGE);
            trace.assertLeavesItselfOut();
        }
    }

    @Test
    public void shouldTraceByTheCommandOfItsName() throws Exception {
        assertNamesDockers("trace", "trace", "--output", "json", "--containers");
    }

    @Test
    public void shouldTraceByOptionsAlone() throws Exception {
        assertNamesDockers("options", OPTIONS);
    }

    @Test
    public void shouldTraceByAFilter() throws Exception {
        assertNamesDockers("filter", "trace", "--filter", "container", "--containers", "-o", "json");
    }

    @Test
    public void shouldTraceByAScope() throws Exception {
        assertNamesDockers("scope", "--scope", "container", "--containers", "-o", "json");
    }

    /** As the documents mount it: the socket itself. */
    private static void assertNamesDockers(String prefix, String... arguments) throws Exception {
        try (ImageTrace trace = start(List.of("-v", Docker.SOCKET + ":/var/run/docker.sock"), "docker", arguments)) {
            trace.run(prefix, Docker::run);
            trace.stop();
            trace.assertNamed(prefix, "docker", Docker.IMAGE);
            trace.assertExisted(old, 1);
            trace.assertLeavesItselfOut();
        }
    }

    @Test
    public void shouldShowItselfWhereItIsAsked() throws Exception {
        try (ImageTrace trace = start(ProductImage.withSockets(), "docker", "--output", "json", "--containers",
                "--self", "-e", "existing_container")) {
            Until.holds("both are told of", () -> trace.lines().has(line -> line.contains(trace.id()))
                    && trace.lines().has(line -> line.contains(old)));
            trace.stop();
            trace.assertExisted(trace.id(), 1);
            trace.assertExisted(old, 1);
        }
    }

    /** Docker, containerd, Podman, and what a CRI-O has been recorded to answer. */
    @Test
    public void shouldNameThoseOfAllRuntimesAtOnce() throws Exception {
        try (HostRun run = new HostRun();
                RecordedCrio crio = new RecordedCrio(run.socket("crio/crio.sock"));
                ImageTrace trace = start(List.of("-v", run.directory() + ":/var/run"), "docker", OPTIONS)) {
            for (String runtime : List.of("containerd", "crio", "podman")) {
                Until.holds(runtime + " is connected to", () -> trace.lines().stderr().contains(runtime));
            }
            trace.run("all-docker", Docker::run);
            trace.run("all-ctr", Containerd::run);
            trace.run("all-podman", Podman::run);
            crio.run(ImageTrace.COUNT);
            trace.stop();
            trace.assertNamed("all-docker", "docker", Docker.IMAGE);
            trace.assertNamed("all-ctr", "containerd", Containerd.IMAGE);
            trace.assertNamed("all-podman", "podman", Podman.IMAGE);
            crio.assertNamed(trace);
            trace.assertExisted(old, 1);
            trace.assertLeavesItselfOut();
        }
    }

    private static ImageTrace start(List<String> options, String runtime, String... arguments) throws Exception {
        return new ImageTrace(ProductImage.command(ImageTrace.NAME, options, arguments), runtime);
    }
}
