package io.tallyman.engine.internal.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.testing.RecordBuilder;
import org.junit.jupiter.api.Test;

class ProcessesTest {
    private static final int FIRST = 5_000_003;

    private final Processes processes = new Processes();

    private void fork(int parent, int child, int childTid) {
        processes.after(RecordBuilder.of("sched_process_fork").hostTask(parent, parent, 1)
                .number("child_pid", child).number("child_tid", childTid).view());
    }

    private void exec(int pid, String path) {
        processes.before(RecordBuilder.of("sched_process_exec").hostTask(pid, pid, 1).text("pathname", path).view());
    }

    private void exit(int pid) {
        processes.after(RecordBuilder.of("sched_process_exit").hostTask(pid, pid, 1).number("process_group_exit", 1)
                .view());
    }

    @Test
    void shouldKnowTheProcessesThatAreThereAndTheirParents() throws Exception {
        Process child = new ProcessBuilder("sleep", "100").start();
        try {
            processes.follow(true);
            ProcessImage found = processes.find((int) child.pid());
            assertTrue(found.binary().matches(".*/(sleep|coreutils|busybox)"), found.binary());
            assertEquals(ProcessHandle.current().pid(), found.parent().hostPid());
            assertEquals(1, found.parent().parent() == null ? 1 : eldest(found).hostPid());
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    private static ProcessImage eldest(ProcessImage program) {
        return program.parent() == null ? program : eldest(program.parent());
    }

    @Test
    void shouldFollowForksAndExecsAndRememberWhatHasEndedForAWhile() {
        processes.follow(true);
        exec(FIRST, "/bin/sh");
        fork(FIRST, FIRST + 1, FIRST + 1);
        fork(FIRST, FIRST, FIRST + 2);
        exec(FIRST + 1, "/bin/ls");
        ProcessImage ls = processes.find(FIRST + 1);
        assertEquals("/bin/ls", ls.binary());
        assertEquals("/bin/sh", ls.parent().binary());
        assertSame(processes.find(FIRST), ls.parent().parent());
        assertNull(processes.find(FIRST + 2));
        exit(FIRST + 1);
        assertSame(ls, processes.find(FIRST + 1));
        for (int i = 0; i < 10_007; i++) {
            fork(FIRST, FIRST + 10 + i, FIRST + 10 + i);
            exit(FIRST + 10 + i);
        }
        assertNull(processes.find(FIRST + 1));
        assertEquals("/bin/sh", processes.find(FIRST).binary());
        assertEquals("/bin/sh", processes.find(FIRST + 10_016).binary());
        processes.follow(false);
        assertNull(processes.find(FIRST));
    }

    @Test
    void shouldKeepWhoCameFirstOfALongLine() {
        processes.follow(true);
        exec(FIRST, "/bin/first");
        for (int i = 0; i < 10_007; i++) {
            fork(FIRST + i, FIRST + i + 1, FIRST + i + 1);
        }
        int length = 0;
        ProcessImage last = processes.find(FIRST + 10_007);
        while (last.parent() != null) {
            last = last.parent();
            length++;
        }
        assertEquals(FIRST, last.hostPid());
        assertTrue(length <= 4_100, length + " ancestors");
    }
}
