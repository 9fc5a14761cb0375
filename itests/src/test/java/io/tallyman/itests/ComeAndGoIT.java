package io.tallyman.itests;

import static org.junit.Assert.*;

import io.tallyman.engine.Engine;
import io.tallyman.engine.EngineStatus;
import io.tallyman.plugins.PluginDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerSuite;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;

/** Runtimes, outputs, printers and filters come and go in a real Felix while containers make calls at full speed. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerSuite.class)
public class ComeAndGoIT {
    private static final int CYCLES = Amount.of("tallyman.cycles", 11, 100);
    private static final long CALLS = 50_023L * CYCLES;
    private static final int CONTAINERS = 3;

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
        return ProductInFelix.product();
    }

    @Test
    public void shouldWriteEachNumberOnceWhileEverythingComesAndGoes() throws Exception {
        Path directory = Files.createTempDirectory(Path.of(System.getProperty("tallyman.results")), "hot");
        Path pipe = directory.resolve("permanent");
        Commands.run("mkfifo", pipe.toString());
        ConfiguredTrace.serve(engine);
        NumberReader reader = NumberReader.of(pipe, CONTAINERS);
        NumberCheck permanent = reader.check();
        ConfiguredTrace all = ConfiguredTrace.make(engine, admin, "permanent", Cycle.lines(pipe, "256M"));
        ConfiguredTrace.awaitDocker(engine);
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
            reader.awaitEnd();
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
}
