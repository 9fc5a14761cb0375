package io.tallyman.printer.tree.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.ProcessOrigin;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.output.Printer;
import io.tallyman.testing.Containers;
import io.tallyman.testing.RecordBuilder;
import java.nio.charset.StandardCharsets;

/** Events of processes, each a millisecond after the one before, and what a printer makes of them. */
final class Scene {
    /** What a process has on the host for its id in the container. */
    static final int HOST = 40_000;
    private static final long MILLI = 1_000_000;

    private final Printer printer;
    private final LineBuffer out = new LineBuffer(1);
    private Container container = Containers.complete(1);
    private long mounts;
    private ProcessOrigin origin = ProcessOrigin.NONE;
    private long now = 1_795_312_011_228_577_335L;

    Scene(Limits limits) {
        this(new TreePrinter(limits, false));
    }

    Scene(Printer printer) {
        this.printer = printer;
    }

    /** What happens from now on happens there; null is the host. */
    Scene in(Container other) {
        container = other;
        return this;
    }

    /** How the processes of what comes came into the container. */
    Scene origin(ProcessOrigin of) {
        origin = of;
        return this;
    }

    /** The mount namespace of what comes. */
    Scene mounts(long namespace) {
        mounts = namespace;
        return this;
    }

    Scene pass(long millis) {
        now += millis * MILLI;
        return this;
    }

    private Scene show(RecordBuilder record, int pid, int parent) {
        return show(record, pid, pid, parent, pid * 1_000_003L);
    }

    private Scene show(RecordBuilder record, int tid, int pid, int parent, long start) {
        now += MILLI;
        printer.print(record.time(now).origin(origin).namespaces(mounts, 0).processStart(start).task(tid, pid, parent)
                .hostTask(HOST + tid, HOST + pid, HOST + parent).view(container), out);
        return this;
    }

    /** The runtime tells of the container. */
    Scene tell(String event) {
        return show(RecordBuilder.of(event), 0, 0);
    }

    /** The entry point, right before its exec. */
    Scene start(String path, String... arguments) {
        return show(RecordBuilder.of("container_start"), 1, 0).exec(1, 0, path, arguments);
    }

    Scene fork(int parent, int child) {
        return show(RecordBuilder.of("sched_process_fork").number("child_pid", HOST + child)
                .number("child_tid", HOST + child).number("child_ns_pid", child)
                .number("start_time", child * 1_000_003L), parent, 0);
    }

    Scene forkThread(int parent, int thread) {
        return show(RecordBuilder.of("sched_process_fork").number("child_pid", HOST + parent)
                .number("child_tid", HOST + thread).number("child_ns_pid", parent), parent, 0);
    }

    Scene exec(int pid, int parent, String path, String... arguments) {
        return show(RecordBuilder.of("sched_process_exec").text("pathname", path).strings("argv", arguments), pid,
                parent);
    }

    /** @param code as wait(2) reports it */
    Scene exit(int pid, int code) {
        return exit(pid, pid, code, true, "gone");
    }

    Scene exit(int tid, int pid, int code, boolean whole, String name) {
        return show(RecordBuilder.of("sched_process_exit").number("exit_code", code)
                .number("process_group_exit", whole ? 1 : 0).number("duration", 2_009 * MILLI).comm(name), tid, pid, 0,
                pid * 1_000_003L);
    }

    /** A child that runs a program to its end. */
    Scene run(int parent, int child, int code, String path, String... arguments) {
        return fork(parent, child).exec(child, parent, path, arguments).exit(child, code);
    }

    Scene lose(long count) {
        return show(RecordBuilder.of("lost").number("count", count), 0, 0);
    }

    /** What was printed, with TIME for each time of day, which depends on where the test runs. */
    String text() {
        return new String(out.array(), 0, out.length(), StandardCharsets.UTF_8)
                .replaceAll("\\d\\d:\\d\\d:\\d\\d:\\d{6}", "TIME");
    }

    /** The same after the last event. */
    String end() {
        printer.end(out);
        return text();
    }
}
