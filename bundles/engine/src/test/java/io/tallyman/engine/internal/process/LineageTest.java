package io.tallyman.engine.internal.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.AncestorView;
import io.tallyman.testing.Containers;
import io.tallyman.testing.RecordBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class LineageTest {
    private static final int FIRST = 5_000_003;
    private static final long BORN = 7_000_000_000_011L;
    private static final Supplier<Container> HOST = () -> null;

    private final Processes processes = new Processes(false);

    private static RecordBuilder record(String event, int pid, long start) {
        return RecordBuilder.of(event).hostTask(pid, pid, 1).processStart(start);
    }

    private void fork(int parent, int child) {
        processes.after(record("sched_process_fork", parent, BORN + parent).number("child_pid", child)
                .number("child_tid", child).number("start_time", BORN + child).view(), HOST);
    }

    private void exec(int pid, String path, String... argv) {
        processes.before(record("sched_process_exec", pid, BORN + pid).text("pathname", path).strings("argv", argv)
                .view(), HOST);
    }

    private void exit(int pid) {
        processes.after(record("sched_process_exit", pid, BORN + pid).number("process_group_exit", 1).view(), HOST);
    }

    private List<AncestorView> ancestors(int pid) {
        ProcessImage found = processes.find(record("sched_process_exit", pid, BORN + pid).view());
        return found == null ? List.of() : found.life().ancestors();
    }

    private long count(String name) {
        return processes.failures().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow().value();
    }

    @Test
    void shouldShowParentsAsTheyWereWhenTheyForked() {
        processes.follow(true, true);
        exec(FIRST, "/bin/sh", "sh", "-c", "run");
        fork(FIRST, FIRST + 1);
        fork(FIRST + 1, FIRST + 2);
        exec(FIRST + 1, "/bin/later", "later");
        exec(FIRST, "/bin/other", "other");
        exec(FIRST + 2, "/bin/cat", "cat", "/etc/hostname");
        List<AncestorView> line = ancestors(FIRST + 2);
        assertEquals(List.of(FIRST + 1, FIRST), line.stream().map(AncestorView::hostPid).toList());
        for (AncestorView each : line) {
            assertEquals("/bin/sh", each.executable());
            assertEquals(List.of("sh", "-c", "run"), each.argv());
            assertEquals(BORN + each.hostPid(), each.processStart());
            assertTrue(each.isStartExact());
            assertFalse(each.isArgvTruncated());
        }
        fork(FIRST + 1, FIRST + 3);
        assertEquals(List.of("/bin/later", "/bin/sh"),
                ancestors(FIRST + 3).stream().map(AncestorView::executable).toList());
        assertEquals(1, count("process_missed"));
    }

    @Test
    void shouldNameTheNearestEightAlsoOnceTheyHaveEnded() {
        processes.follow(true, true);
        exec(FIRST, "/bin/first", "first");
        for (int i = 0; i < 11; i++) {
            fork(FIRST + i, FIRST + i + 1);
            exit(FIRST + i);
        }
        for (int i = 0; i < 10_007; i++) {
            fork(FIRST + 11, FIRST + 100 + i);
            exit(FIRST + 100 + i);
        }
        assertEquals(List.of(), ancestors(FIRST + 10));
        List<AncestorView> line = ancestors(FIRST + 11);
        assertEquals(AncestorView.DEEPEST, line.size());
        for (int i = 0; i < line.size(); i++) {
            assertEquals(FIRST + 10 - i, line.get(i).hostPid());
            assertEquals(List.of("first"), line.get(i).argv());
        }
    }

    @Test
    void shouldGiveNobodyTheAncestorsOfAnotherProcessWithTheSameId() {
        processes.follow(true, true);
        exec(FIRST, "/bin/sh", "sh");
        fork(FIRST, FIRST + 1);
        assertEquals(1, ancestors(FIRST + 1).size());
        var other = record("sched_process_exec", FIRST + 1, BORN * 2).text("pathname", "/bin/x").view();
        assertNull(processes.find(other));
        processes.before(other, HOST);
        assertEquals(List.of(), processes.find(other).life().ancestors());
        assertEquals(2, count("process_missed"));
    }

    @Test
    void shouldShowAContainerAsItIsKnownWhenSomebodyLooks() {
        Container[] known = {null};
        processes.follow(true, true);
        processes.before(record("sched_process_exec", FIRST, BORN + FIRST).text("pathname", "/bin/sh").view(),
                () -> known[0]);
        fork(FIRST, FIRST + 1);
        AncestorView shell = ancestors(FIRST + 1).get(0);
        assertNull(shell.container());
        Container web = Containers.complete(3);
        known[0] = web;
        assertSame(web, shell.container());
    }

    @Test
    void shouldHoldTheNumberOfProcessesWithinABoundAndKeepThoseThatFork() {
        processes.follow(true, true);
        exec(FIRST, "/bin/sh", "sh");
        for (int i = 1; i <= Processes.MOST + 1_009; i++) {
            fork(FIRST, FIRST + i);
        }
        assertEquals(1_010, count("process_evicted"));
        assertEquals(List.of("sh"), ancestors(FIRST + Processes.MOST + 1_009).get(0).argv());
    }

    @Test
    void shouldKnowOfWhatWasThereBeforeAndLearnTheExactStart() throws Exception {
        Processes there = new Processes(true);
        Process child = new ProcessBuilder("sleep", "100").start();
        try {
            there.follow(true, true);
            int pid = (int) child.pid();
            List<AncestorView> line = there.find(record("sched_process_exit", pid, 0).view()).life().ancestors();
            AncestorView java = line.get(0);
            assertEquals(ProcessHandle.current().pid(), java.hostPid());
            assertTrue(java.executable().endsWith("/java"), java.executable());
            assertTrue(java.argv().size() > 1, java.argv()::toString);
            assertFalse(java.isStartExact());
            long start = java.processStart();
            assertTrue(start > 0 && start % 10_000_000 == 0, "start " + start);
            there.before(record("sched_process_exit", java.hostPid(), start + 1_234_567).view(), HOST);
            assertTrue(java.isStartExact());
            assertEquals(start + 1_234_567, java.processStart());
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    @Test
    void shouldHoldArgumentsWithinTheirBounds() {
        Lineages lineages = new Lineages(3_000);
        byte[] bytes = "x".repeat(4_001).getBytes(StandardCharsets.US_ASCII);
        Command cut = Command.of("/bin/x", bytes, false);
        assertTrue(cut.isTruncated());
        assertEquals(List.of("x".repeat(1_024)), cut.argv());
        ProcessImage first = new ProcessImage(FIRST, BORN, "/bin/x", null);
        lineages.begin(first, cut, null, HOST);
        ProcessImage second = new ProcessImage(FIRST + 1, BORN, "/bin/x", first);
        lineages.born(second, first, HOST);
        assertEquals(1_080, lineages.bytes());
        lineages.execute(second, Command.of("/bin/y", bytes, false), HOST);
        ProcessImage third = new ProcessImage(FIRST + 2, BORN, "/bin/y", second);
        lineages.born(third, second, HOST);
        assertEquals(2_160, lineages.bytes());
        lineages.execute(third, Command.of("/bin/z", bytes, false), HOST);
        assertEquals(1, lineages.leftOut());
        assertEquals("/bin/z", third.life().self().executable());
        assertTrue(third.life().self().isArgvTruncated());
        assertEquals(List.of(), third.life().self().argv());
        lineages.forget(first.life());
        lineages.forget(second.life());
        assertEquals(2_160, lineages.bytes());
        lineages.forget(third.life());
        assertEquals(0, lineages.bytes());
    }
}
