package io.tallyman.itests;

import static org.junit.Assert.*;

import io.tallyman.api.source.SourceOptions;
import io.tallyman.containers.ContainerOptions;
import io.tallyman.engine.Engine;
import io.tallyman.engine.OutputRequest;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.TraceSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerSuite;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** The product's own bundles in a Felix that is not its launcher's, with the real source. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerSuite.class)
public class FelixIT {
    @Inject
    private BundleContext context;
    @Inject
    private Engine engine;

    @Configuration
    public static Option[] product() throws IOException {
        return ProductInFelix.product();
    }

    private TraceSession start(Path file) throws Exception {
        OutputRequest output = new OutputRequest("it", "json", "file", Map.of("path", file.toString()),
                OutputRequest.WhenFull.DEFAULT, OutputRequest.DEFAULT_QUEUE, null);
        return engine.start(new TraceRequest("", "ebpf", List.of("sched_process_exec"), List.of("comm=true"), true,
                List.of(output), List.of(), new SourceOptions(1 << 20, false), ContainerOptions.DEFAULT,
                TraceRequest.DEFAULT_HOLD));
    }

    @Test
    public void shouldTraceWithTheProductsBundles() throws Exception {
        Path file = Files.createTempFile(Path.of(System.getProperty("tallyman.results")), "felix", ".json");
        TraceSession session = start(file);
        for (int i = 0; i < 7; i++) {
            assertEquals(0, new ProcessBuilder("/bin/true").start().waitFor());
        }
        session.stop();
        try (Stream<String> lines = Files.lines(file)) {
            assertEquals(7, lines.filter(l -> l.contains("\"sched_process_exec\"")).count());
        }
        assertEquals(session.engineAtEnd().emitted(), session.engineAtEnd().read() + session.engineAtEnd().lost());
        assertNull(engine.status());
    }

    @Test
    public void shouldHaveEveryBundleOfTheProductResolved() {
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getSymbolicName().startsWith("io.tallyman")) {
                assertTrue(bundle + " " + bundle.getState(), bundle.getState() == Bundle.ACTIVE
                        || bundle.getState() == Bundle.STARTING);
            }
        }
    }
}
