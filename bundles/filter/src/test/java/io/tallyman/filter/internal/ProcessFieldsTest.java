package io.tallyman.filter.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.event.EventView;
import io.tallyman.api.event.ProcessView;
import io.tallyman.api.filter.EventFilter;
import io.tallyman.api.filter.FilterException;
import io.tallyman.api.filter.Verdict;
import io.tallyman.testing.RecordBuilder;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Fields that ask who started whom. */
class ProcessFieldsTest {
    private final FilterCompilerService compiler = new FilterCompilerService();

    private record Program(int hostPid, String binary, Program parent) implements ProcessView {
        /** Two programs with one path are two. */
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    private static final Program SHELL = new Program(11, "/bin/busybox", null);
    private static final Program CHILD = new Program(13, "/bin/busybox", SHELL);
    private static final Program CURL = new Program(13, "/usr/bin/curl", CHILD);
    private static final Program OTHER = new Program(17, "", null);

    private static EventView event(String name, String comm, Program process) {
        return RecordBuilder.of(name).comm(comm).hostTask(process.hostPid(), process.hostPid(), 1).view().of(process);
    }

    private boolean passes(EventView event, String expression) throws FilterException {
        return compiler.compile(List.of(expression)).test(event);
    }

    @Test
    void shouldLookAtTheProgramsFile() throws FilterException {
        assertTrue(passes(event("openat", "x", CURL), "binary=/usr/bin/curl"));
        assertTrue(passes(event("openat", "x", CURL), "binary=*/wget,*/curl"));
        assertFalse(passes(event("openat", "x", CHILD), "binary=/usr/bin/*"));
        assertFalse(passes(event("openat", "x", OTHER), "binary=*"));
        assertFalse(passes(event("openat", "x", CURL), "openat.scope.binary!=/usr/bin/curl"));
        assertTrue(compiler.compile(List.of("openat.scope.binary=/x")).needsProcesses());
        assertRefused("binary=curl", "'*/curl' may");
    }

    @Test
    void shouldPassAProcessAndItsDescendants() throws FilterException {
        for (Program inside : List.of(SHELL, CHILD, CURL)) {
            assertTrue(passes(event("openat", "x", inside), "tree=11"));
            assertFalse(passes(event("openat", "x", inside), "tree!=11"));
        }
        assertTrue(passes(event("openat", "x", CURL), "tree=13"));
        assertFalse(passes(event("openat", "x", SHELL), "tree=13"));
        assertFalse(passes(event("openat", "x", OTHER), "tree=11"));
        assertFalse(passes(RecordBuilder.of("openat").view(), "tree=11"));
        assertRefused("tree=0", "is a process id");
        assertRefused("tree=bash", "is a number");
    }

    @Test
    void shouldTellWhichProcessesAreOutsideOfItsTrees() throws FilterException {
        EventFilter one = compiler.compile(List.of("tree=11 comm=x"));
        assertEquals(Set.of(11), one.roots());
        assertFalse(one.isOutside(SHELL));
        assertFalse(one.isOutside(CURL));
        assertTrue(one.isOutside(OTHER));
        EventFilter either = compiler.compile(List.of("tree=11,23", "tree=17"));
        assertEquals(Set.of(11, 17, 23), either.roots());
        assertFalse(either.isOutside(CURL));
        assertFalse(either.isOutside(OTHER));
        EventFilter but = compiler.compile(List.of("tree=11 tree!=13"));
        assertEquals(Set.of(11, 13), but.roots());
        assertFalse(but.isOutside(SHELL));
        assertTrue(but.isOutside(CURL));
        assertTrue(but.isOutside(OTHER));
        for (String open : List.of("comm=x", "openat.scope.tree=11", "tree=11 follow")) {
            EventFilter nothing = compiler.compile(List.of(open));
            assertEquals(Set.of(), nothing.roots());
            assertFalse(nothing.isOutside(OTHER));
        }
    }

    @Test
    void shouldFollowWhatMatchingProcessesStart() throws FilterException {
        EventFilter filter = compiler.compile(List.of("comm=sh follow event=openat,sched_process_fork"));
        assertTrue(filter.needsProcesses());
        assertEquals(List.of(), filter.conditions());
        assertEquals(Verdict.OPEN, filter.verdict(null));
        assertFalse(filter.test(event("openat", "curl", CURL)));
        filter.observe(event("sched_process_fork", "sh", SHELL));
        assertTrue(filter.test(event("openat", "curl", CURL)));
        assertFalse(filter.test(event("connect", "curl", CURL)));
        assertFalse(filter.test(event("openat", "curl", OTHER)));
        assertRefused("follow", "say whom");
        assertRefused("event=openat follow", "say whom");
    }

    private void assertRefused(String expression, String part) {
        FilterException e = assertThrows(FilterException.class, () -> compiler.compile(List.of(expression)));
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }
}
