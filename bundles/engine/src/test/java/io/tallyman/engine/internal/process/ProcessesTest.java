package io.tallyman.engine.internal.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.container.Container;
import io.tallyman.testing.RecordBuilder;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ProcessesTest {
    private static final int FIRST = 5_000_003;

    private static final Supplier<Container> HOST = () -> null;

    private final Processes processes = new Processes(true);

    private ProcessImage find(int pid) {
        return processes.find(RecordBuilder.of("sched_process_exit").hostTask(pid, pid, 1).processStart(0).view());
    }

    private void fork(int parent, int child, int childTid) {
        processes.after(RecordBuilder.of("sched_process_fork").hostTask(parent, parent, 1)
                .number("child_pid", child).number("child_tid", childTid).view(), HOST);
    }

    private void exec(int pid, String path) {
        processes.before(RecordBuilder.of("sched_process_exec").hostTask(pid, pid, 1).text("pathname", path).view(), HOST);
    }

    private void exit(int pid) {
        processes.after(RecordBuilder.of("sched_process_exit").hostTask(pid, pid, 1).number("process_group_exit", 1)
                .view(), HOST);
    }

    @Test
    void shouldKnowTheProcessesThatAreThereAndTheirParents() throws Exception {
        Process child = new ProcessBuilder("sleep", "100").start();
        try {
            processes.follow(true, false);
            ProcessImage found = find((int) child.pid());
            assertTrue(found.binary().matches(".*/(sleep|coreutils|busybox)"), found.binary());
            assertEquals(ProcessHandle.current().pid(), found.parent().hostPid());
            assertEquals(1, found.parent().parent() == null ? 1 : eldest(found).hostPid());
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    @Test
    void shouldMissNoProcessThatEndedBeforeTheTableBegan() {
        long hour = 3_600_000_000_000L;
        processes.follow(true, false);
        long now = ProcessScan.now();
        execStarted(FIRST, Math.max(1, now - hour));
        assertEquals(0, missed());
        execStarted(FIRST + 1, now + hour);
        assertEquals(1, missed());
        processes.after(RecordBuilder.of("sched_process_fork").hostTask(FIRST + 2, FIRST + 2, 1).processStart(now + hour)
                .number("child_pid", FIRST + 3).number("child_tid", FIRST + 3).view(), HOST);
        assertEquals(2, missed());
    }

    private void execStarted(int pid, long start) {
        processes.before(RecordBuilder.of("sched_process_exec").hostTask(pid, pid, 1).processStart(start)
                .text("pathname", "/bin/x").view(), HOST);
    }

    private long missed() {
        return processes.failures().stream().filter(each -> each.name().equals("process_missed")).findFirst()
                .orElseThrow().value();
    }

    private static ProcessImage eldest(ProcessImage program) {
        return program.parent() == null ? program : eldest(program.parent());
    }

    @Test
    void shouldFollowForksAndExecsAndRememberWhatHasEndedForAWhile() {
        processes.follow(true, false);
        exec(FIRST, "/bin/sh");
        fork(FIRST, FIRST + 1, FIRST + 1);
        fork(FIRST, FIRST, FIRST + 2);
        exec(FIRST + 1, "/bin/ls");
        ProcessImage ls = find(FIRST + 1);
        assertEquals("/bin/ls", ls.binary());
        assertEquals("/bin/sh", ls.parent().binary());
        assertSame(find(FIRST), ls.parent().parent());
        assertNull(find(FIRST + 2));
        exit(FIRST + 1);
        assertSame(ls, find(FIRST + 1));
        for (int i = 0; i < 10_007; i++) {
            fork(FIRST, FIRST + 10 + i, FIRST + 10 + i);
            exit(FIRST + 10 + i);
        }
        assertNull(find(FIRST + 1));
        assertEquals("/bin/sh", find(FIRST).binary());
        assertEquals("/bin/sh", find(FIRST + 10_016).binary());
        processes.follow(false, false);
        assertNull(find(FIRST));
    }

    @Test
    void shouldKeepWhoCameFirstOfALongLine() {
        processes.follow(true, false);
        exec(FIRST, "/bin/first");
        for (int i = 0; i < 10_007; i++) {
            fork(FIRST + i, FIRST + i + 1, FIRST + i + 1);
        }
        int length = 0;
        ProcessImage last = find(FIRST + 10_007);
        while (last.parent() != null) {
            last = last.parent();
            length++;
        }
        assertEquals(FIRST, last.hostPid());
        assertTrue(length <= 4_100, length + " ancestors");
    }
}
