package io.tallyman.engine.internal;

import io.tallyman.engine.internal.output.Plugins;
import io.tallyman.testing.FakeFilters;
import io.tallyman.testing.RecordBuilder;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The engine with a source, containers and an output that a test has in its hand. */
public abstract class EngineFixture {
    protected static final long HOST = 5000;
    protected static final long WEB = 17;

    protected final FakeSource source = source();
    protected final FakeContainers containers = new FakeContainers();
    protected final FakeOutputs outputs = new FakeOutputs();
    protected final Plugins plugins = new Plugins(Duration.ofSeconds(2));
    protected final EngineService engine = new EngineService(containers, plugins);

    @BeforeEach
    protected void plugIn() {
        plugins.addPrinter(outputs.printer);
        plugins.addDestination(outputs.destination);
        engine.addSource(source);
        engine.addCompiler(filters());
    }

    /** The filter language of this test. */
    protected abstract FakeFilters filters();

    protected FakeSource source() {
        return new FakeSource();
    }

    @AfterEach
    protected void stop() {
        outputs.writes.release(1_000_003);
        engine.close();
    }

    protected static byte[] openat(long cgroup, int pid) {
        return RecordBuilder.of("openat").cgroup(cgroup).hostTask(pid, pid, 1).comm("t").bytes();
    }

    protected static byte[] mkdir(long cgroup) {
        return RecordBuilder.of("cgroup_mkdir").cgroup(HOST).hostTask(1, 1, 0).number("cgroup_id", cgroup)
                .text("cgroup_path", "/docker/x").bytes();
    }

    protected static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Thread.sleep(1);
        }
    }
}
