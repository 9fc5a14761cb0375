package io.tallyman.engine.internal.execs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Enrichment;
import io.tallyman.api.container.Pod;
import io.tallyman.api.event.Node;
import io.tallyman.api.event.ProcessOrigin;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.api.runtime.ExecCommand;
import io.tallyman.api.runtime.OciExec;
import io.tallyman.api.source.RecordClock;
import io.tallyman.engine.internal.record.Origin;
import io.tallyman.engine.internal.record.RecordView;
import io.tallyman.testing.Containers;
import io.tallyman.testing.QuietContainers;
import io.tallyman.testing.RecordBuilder;
import io.tallyman.testing.SettableState;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Execs as the kernel's records tell of them: the runtime's process, the first program, and all that follows. */
class ExecsTest {
    private static final List<String> CHECK = List.of("/bin/sh", "-c", "wget -q localhost");
    private static final long START = 1_008_000_000_003L;
    private static final int RUNTIME = 4_007;

    /** All command lines are those of an OCI runtime. */
    private static final class Table extends QuietContainers {
        @Override
        protected Container container(long cgroup, Enrichment enrichment, boolean started) {
            return Containers.complete(cgroup);
        }

        @Override
        public int advance(long nowNanos, Listener listener) {
            return 0;
        }

        @Override
        public ExecCommand exec(List<String> command) {
            return OciExec.read(command);
        }
    }

    private final Execs execs = new Execs(new Table(), true);
    private final SettableState state = new SettableState(null);
    private final RecordView view = new RecordView(new Origin(new RecordClock(0), Node.NONE));

    ExecsTest() {
        state.update(Containers.complete(3), false);
        state.healthcheck(CHECK);
    }

    private void begins(int pid, String id, String container, Container where) {
        execs.executed(RecordBuilder.of("sched_process_exec").hostTask(pid, pid, 1).processStart(START).comm("runc")
                .strings("argv", "runc", "exec", "--process", "/p", "--pid-file", "/run/" + id + ".pid", container).view(), where);
    }

    private void begins(int pid, String id) {
        begins(pid, id, Containers.ID, null);
    }

    private static RecordBuilder program(String path, List<String> arguments) {
        return RecordBuilder.of("sched_process_exec").text("cmdpath", path).strings("argv", arguments.toArray(String[]::new))
                .origin(ProcessOrigin.EXEC);
    }

    /** Passes a record on, as it leaves the table of execs. */
    private ByteBuffer tagged(RecordBuilder record, int by) {
        ByteBuffer bytes = ByteBuffer.wrap(record.exec(by, START, "").bytes()).order(RecordLayout.ORDER);
        view.wrap(bytes, 0, bytes.capacity(), null);
        execs.tag(bytes, 0, bytes.capacity(), view.type().name().equals("sched_process_exec") ? view : null, state, null);
        ByteBuffer copy = ByteBuffer.allocate(execs.length()).order(RecordLayout.ORDER).put(0, execs.buffer(), 0, execs.length());
        view.wrap(copy, 0, execs.length(), Containers.complete(3));
        return copy;
    }

    private String executed(List<String> arguments, int by) {
        tagged(program(arguments.get(0), arguments), by);
        return shown();
    }

    private String opened(int by) {
        tagged(RecordBuilder.of("openat").text("pathname", "/etc/hosts").origin(ProcessOrigin.EXEC), by);
        assertEquals("/etc/hosts", view.text(1));
        return shown();
    }

    private String shown() {
        return view.origin().word() + " " + view.execId();
    }

    @Test
    void shouldGiveAllOfAnExecItsIdAndItsOrigin() {
        begins(RUNTIME, "e1");
        begins(RUNTIME + 1, "e2");
        assertEquals("healthcheck e1", executed(CHECK, RUNTIME));
        assertEquals("exec e2", executed(List.of("/bin/sh", "-c", "id"), RUNTIME + 1));
        assertEquals("exec e2", executed(CHECK, RUNTIME + 1), "the first program decides");
        assertEquals("healthcheck e1", executed(List.of("wget", "-q", "localhost"), RUNTIME));
        assertEquals("healthcheck e1", opened(RUNTIME));
        assertEquals("exec e2", opened(RUNTIME + 1));
    }

    @Test
    void shouldDecideWithoutTheRuntimesCommandLine() {
        assertEquals("healthcheck null", executed(CHECK, RUNTIME));
        assertEquals("exec null", opened(RUNTIME + 1), "whose first program nobody has seen");
    }

    /** The kernel puts the interpreter before the script, and the script's path in the place of the name. */
    @Test
    void shouldKnowAScript() {
        state.healthcheck(List.of("check", "-v"));
        tagged(program("/usr/bin/check", List.of("/bin/sh", "-e", "/usr/bin/check", "-v")), 1);
        assertEquals("healthcheck null", shown());
        tagged(program("/usr/bin/check", List.of("/bin/sh", "/usr/bin/check", "-v", "more")), 2);
        assertEquals("exec null", shown());
        tagged(program("/usr/bin/uncheck", List.of("/bin/sh", "/usr/bin/uncheck", "-v")), 3);
        assertEquals("exec null", shown());
        tagged(program("/bin/sh", List.of("/bin/sh", "/usr/bin/check", "-v")), 4);
        assertEquals("exec null", shown(), "a shell that was asked to run the script");
    }

    @Test
    void shouldDecideOnceTheHealthCheckIsKnown() {
        state.update(Containers.complete(3), true);
        state.healthcheck(null);
        begins(RUNTIME, "e1");
        ByteBuffer first = tagged(program("/bin/sh", CHECK), RUNTIME);
        ByteBuffer second = tagged(RecordBuilder.of("openat").origin(ProcessOrigin.EXEC), RUNTIME);
        assertEquals("exec e1", shown());
        state.healthcheck(CHECK);
        for (ByteBuffer waited : List.of(first, second)) {
            execs.settle(waited, 0, waited.capacity(), state);
            view.wrap(waited, 0, waited.capacity(), Containers.complete(3));
            assertEquals("healthcheck e1", shown());
        }
    }

    @Test
    void shouldCallItAnExecWhenTheDeadlineHasPassed() {
        state.healthcheck(null);
        assertEquals("exec null", executed(CHECK, RUNTIME));
        state.healthcheck(CHECK);
        assertEquals("exec null", opened(RUNTIME), "one exec has one origin");
        assertEquals("healthcheck null", executed(CHECK, RUNTIME + 1));
        state.healthcheck(List.of());
        assertEquals("exec null", executed(CHECK, RUNTIME + 2));
    }

    /** What runs in a container may have the command line of a runtime. */
    @Test
    void shouldTakeAnIdForContainersInsideAlone() {
        Container outer = new Container(7, "outer", "docker", "", "", "", "", Map.of(), Pod.NONE, 0, 1, List.of(),
                true, true, Enrichment.COMPLETE, "");
        begins(1, "e1", Containers.ID, outer);
        begins(2, "e2", "another", null);
        assertEquals("exec null", executed(List.of("id"), 1));
        assertEquals("exec null", executed(List.of("id"), 2));
        state.update(Containers.complete(4, "web", "x", Map.of(), Pod.NONE, List.of("outer")), false);
        assertEquals("exec e1", opened(1));
    }

    @Test
    void shouldReadNoCommandLineOfOtherPrograms() {
        execs.executed(RecordBuilder.of("sched_process_exec").hostTask(RUNTIME, RUNTIME, 1).processStart(START).comm("runk")
                .strings("argv", "runc", "exec", "--process", "/p", "--pid-file", "/run/e1.pid", Containers.ID).view(), null);
        assertEquals("exec null", opened(RUNTIME));
    }

    @Test
    void shouldForgetAndCountWhatHasNoRoom() {
        for (int i = 0; i < ExecTable.MOST + 7; i++) {
            begins(i + 1, "e" + i);
            opened(1);
        }
        assertEquals(7, execs.failures().get(0).value());
        assertEquals("exec e0", opened(1), "it was in use");
        assertEquals("exec null", opened(5));
    }

    @Test
    void shouldKeepTheCountOfEqualEvents() {
        begins(RUNTIME, "e1");
        ByteBuffer bytes = ByteBuffer.wrap(RecordBuilder.of("close").number("fd", 7).origin(ProcessOrigin.EXEC)
                .exec(RUNTIME, START, "").folded(17, 77).bytes()).order(RecordLayout.ORDER);
        execs.tag(bytes, 0, bytes.capacity(), null, state, null);
        view.wrap(execs.buffer(), 0, execs.length(), Containers.complete(3));
        assertEquals("exec e1", shown());
        assertEquals(17, view.count());
        assertEquals(77, view.firstTime());
        view.wrap(execs.buffer(), 0, execs.length(), null);
        assertNull(view.execId(), "an event of the host belongs to no exec");
    }
}
