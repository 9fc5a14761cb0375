package io.tallyman.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyman.api.container.Enrichment;
import io.tallyman.api.container.Metadata;
import io.tallyman.api.event.EventView;
import io.tallyman.api.event.ProcessOrigin;
import io.tallyman.api.filter.EventFilter;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.containers.ContainerOptions;
import io.tallyman.engine.OutputRequest;
import io.tallyman.engine.TraceRequest;
import io.tallyman.testing.FakeFilters;
import io.tallyman.testing.PassingFilter;
import io.tallyman.testing.RecordBuilder;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Events of an exec wait until it is known what the container's health check is; then the filter decides. */
@Timeout(60)
class HealthcheckTest extends EngineFixture {
    private static final List<String> CHECK = List.of("/bin/check", "-v");
    private static final int CHECKS = 7;
    private static final int USERS = 9;

    @Override
    protected FakeFilters filters() {
        return new FakeFilters(all -> event -> true) {
            @Override
            public EventFilter compile(Collection<String> expressions) {
                return new PassingFilter() {
                    @Override
                    public boolean test(EventView event) {
                        return event.origin() != ProcessOrigin.HEALTHCHECK;
                    }

                    @Override
                    public Metadata needs() {
                        return Metadata.NAME;
                    }
                };
            }
        };
    }

    /** Two execs begin before the runtime has said anything of the container. */
    private void begin() throws Exception {
        start();
        source.put(mkdir(WEB), exec(CHECKS, "/bin/check", "-v"), exec(USERS, "/bin/ls", "-v"), opened(CHECKS), opened(USERS));
        await(() -> engine.status() != null && engine.status().heldEvents() == 4);
        assertEquals(List.of(WEB, WEB), containers.awaited);
    }

    private void start() throws Exception {
        engine.start(new TraceRequest("", "fake", List.of("sched_process_exec", "openat"), List.of(), true,
                List.of(new OutputRequest("main", "short", "memory", Map.of(), OutputRequest.WhenFull.DEFAULT,
                        OutputRequest.DEFAULT_QUEUE, null)), List.of(), new SourceOptions(1 << 20, false).origins(true),
                ContainerOptions.DEFAULT, 1 << 20));
    }

    private static byte[] exec(int pid, String... program) {
        return RecordBuilder.of("sched_process_exec").cgroup(WEB).hostTask(pid, pid, 1).origin(ProcessOrigin.EXEC)
                .text("cmdpath", program[0]).strings("argv", program).exec(100 + pid, 77, "").bytes();
    }

    private static byte[] opened(int pid) {
        return RecordBuilder.of("openat").cgroup(WEB).hostTask(pid, pid, 1).origin(ProcessOrigin.EXEC)
                .exec(100 + pid, 77, "").bytes();
    }

    private void settle(Enrichment enrichment) {
        containers.settle(WEB, enrichment);
        source.wakeup();
    }

    @Test
    void shouldLeaveOutAHealthCheckThatBeganBeforeItWasKnown() throws Exception {
        begin();
        containers.healthcheck(WEB, CHECK);
        settle(Enrichment.COMPLETE);
        source.put(opened(CHECKS), opened(USERS));
        await(() -> outputs.lines.size() == 3);
        assertEquals(List.of("sched_process_exec 9 id-17/name-17", "openat 9 id-17/name-17", "openat 9 id-17/name-17"),
                outputs.lines);
    }

    /** The container has its name, and its events flow, until a command is executed of which nobody knows what it is. */
    @Test
    void shouldWaitForTheHealthCheckFromTheFirstExecOn() throws Exception {
        start();
        source.put(mkdir(WEB));
        settle(Enrichment.COMPLETE);
        source.put(openat(WEB, 3));
        await(() -> outputs.lines.size() == 1);
        source.put(exec(CHECKS, "/bin/check", "-v"), opened(CHECKS), openat(WEB, 3));
        await(() -> engine.status().heldEvents() == 3);
        containers.healthcheck(WEB, CHECK);
        settle(Enrichment.COMPLETE);
        await(() -> outputs.lines.size() == 2);
        assertEquals(List.of("openat 3 id-17/name-17", "openat 3 id-17/name-17"), outputs.lines);
    }

    @Test
    void shouldShowAnExecThatNobodyCouldJudgeInTime() throws Exception {
        begin();
        settle(Enrichment.PENDING);
        await(() -> outputs.lines.size() == 4);
        assertEquals(List.of("sched_process_exec 7 id-17/", "sched_process_exec 9 id-17/", "openat 7 id-17/",
                "openat 9 id-17/"), outputs.lines);
    }
}
