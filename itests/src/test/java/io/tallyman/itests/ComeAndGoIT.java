package io.tallyman.itests;

import static org.junit.Assert.*;

import io.tallyman.api.source.SourceOptions;
import io.tallyman.containers.ContainerOptions;
import io.tallyman.containers.RuntimeStatus;
import io.tallyman.engine.Engine;
import io.tallyman.engine.EngineStatus;
import io.tallyman.engine.TraceRequest;
import io.tallyman.plugins.PluginDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;

/** Runtimes, outputs, printers and filters come and go in a real Felix while containers make calls at full speed. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ComeAndGoIT {
    private static final int CYCLES = 100;
    private static final long CALLS = 5_000_011;
    private static final int CONTAINERS = 3;
    private static final int RING = 1 << 28;
    private static final Path DOCKER = Path.of(Docker.SOCKET);

    @Inject
    private BundleContext context;
    @Inject
    private Engine engine;
    @Inject
    private ConfigurationAdmin admin;
    @Inject
    private PluginDirectory plugins;

    @Configuration
    public static Option[] product() throws IOException {
        return ProductInFelix.watched();
    }

    @Test
    public void shouldWriteEachNumberOnceWhileEverythingComesAndGoes() throws Exception {
        Path directory = Files.createTempDirectory(Path.of(System.getProperty("tallyman.results")), "hot");
        Path pipe = directory.resolve("permanent");
        Commands.run("mkfifo", pipe.toString());
        engine.serve(new TraceRequest("", "ebpf", List.of(), List.of(), true, List.of(),
                List.of(new TraceRequest.Socket("docker", DOCKER)), new SourceOptions(RING, false),
                ContainerOptions.DEFAULT, TraceRequest.DEFAULT_HOLD));
        NumberCheck permanent = new NumberCheck(CONTAINERS);
        CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> read(permanent, pipe));
        ConfiguredTrace all = ConfiguredTrace.make(engine, admin, "permanent", Cycle.lines(pipe, "256M"));
        Until.holds("Docker answers", () -> engine.runtimes().stream()
                .anyMatch(r -> r.socket().equals(DOCKER) && r.state() == RuntimeStatus.State.CONNECTED));
        try (NumberedCalls calls = NumberedCalls.start(CONTAINERS)) {
            Until.holds("calls are traced", () -> permanent.lines() > 0);
            Set<String> programs = BpfPrograms.of(ProcessHandle.current().pid());
            long start = System.nanoTime();
            Cycle cycle = new Cycle(engine, admin, new PluginFiles(context, plugins), directory, CONTAINERS);
            for (int i = 0; i < CYCLES; i++) {
                cycle.run(i);
                assertEquals("", permanent.fault());
            }
            cycle.end();
            Until.holds(CALLS + " calls", () -> permanent.lines() >= CALLS);
            assertEquals(programs, BpfPrograms.of(ProcessHandle.current().pid()));
            long[] made = calls.stop();
            double seconds = (System.nanoTime() - start) / 1e9;
            all.delete();
            reader.get(30, TimeUnit.SECONDS);
            EngineStatus end = all.session().engineAtEnd();
            System.out.printf("Java %d: %d calls in %.1f s, %d cycles; lost: %d; %s%n", Runtime.version().feature(),
                    Arrays.stream(made).sum(), seconds, CYCLES, end.lost(), cycle);
            assertEquals("", permanent.fault());
            assertArrayEquals(new long[CONTAINERS], permanent.first());
            assertArrayEquals(made, permanent.next());
            all.assertCounted(permanent.lines());
            assertEquals(end.emitted(), end.read());
            assertEquals(0, end.lost());
        }
    }

    private static void read(NumberCheck check, Path path) {
        try {
            check.read(path);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
