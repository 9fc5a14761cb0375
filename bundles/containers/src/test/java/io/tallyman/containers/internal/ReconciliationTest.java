package io.tallyman.containers.internal;

import static io.tallyman.containers.internal.support.Ids.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.containers.ContainerState;
import java.util.List;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The table agrees with the cgroup file system, also where records were lost. */
class ReconciliationTest extends TableTest {
    @Test
    void replacesACgroupWhoseRemovalWasLost() {
        LiveTable table = connected();
        tell(DOCKER, web(1), web(2));
        table.advance(now, heard);
        table.created(41, ONE, 0, heard);
        table.created(41, "/docker/" + id(2), 0, heard);
        assertEquals(List.of("appeared COMPLETE web1", "vanished COMPLETE web1", "appeared COMPLETE web2"),
                heard.take());
    }

    @Test
    void reportsWhatWasThereBeforeOnceAndTellsItFromWhatCameMeanwhile() {
        files.add(1, "/");
        files.add(40, "/docker");
        files.add(41, ONE);
        files.add(42, "/docker/" + id(2));
        runtimes.connected("docker", 1);
        LiveTable table = table(false, 4_096);
        assertTrue(table.find(41).isWaiting());
        table.created(42, "/docker/" + id(2), 0, heard);
        assertEquals(List.of(), heard.take());

        assertEquals(0, table.nanosToNextDeadline(now));
        table.advance(now, heard);
        table.advance(now, heard);

        assertEquals(4, heard.take().size());
        assertTrue(table.find(41).container().existed());
        assertFalse(table.find(42).container().existed());
        assertSame(table.host(), table.find(1));
        assertEquals(2, table.live());
    }

    @Test
    void tellsThatAContainerWasThereBeforeAlsoWhenItIsRecognisedLate() {
        files.add(41, "/default/c1");
        LiveTable table = table(true, 4_096);
        table.created(42, "/default/c2", 0, heard);
        runtimes.looks++;
        pass(table, 250);
        assertSame(table.host(), table.find(41));

        tell(CONTAINERD, named("c1", "c1").build(),
                named("c2", "c2").build());
        pass(table, 0);
        assertTrue(table.find(41).container().existed());
        assertFalse(table.find(42).container().existed());
    }

    @Test
    void asksTheSourceOnceForAnIdWhoseCreationWasLost() {
        LiveTable table = connected();
        source.paths.put(41L, ONE);
        ContainerState state = table.find(41);
        assertTrue(state.isWaiting());
        assertSame(state, table.find(41));
        assertEquals(1, source.pathsAsked);
        tell(DOCKER, web(1));
        pass(table, 0);
        assertEquals(List.of("appeared COMPLETE web1", "settled COMPLETE web1"), heard.take());
        assertSame(table.host(), table.find(0));
    }

    @Test
    void readsAllCgroupsAgainForAnIdThatTheSourceDoesNotKnow() throws InterruptedException {
        LiveTable table = connected();
        ContainerState found = table.find(41);
        ContainerState lost = table.find(99);
        assertTrue(found.isWaiting() && lost.isWaiting());
        files.add(41, ONE);
        files.add(77, "/docker/" + id(7));
        tell(DOCKER, web(1));
        pass(table, 0);
        table.removed(77, heard);
        for (long end = System.nanoTime() + 5_000_000_000L; found.isWaiting() && System.nanoTime() < end;) {
            Thread.onSpinWait();
            table.advance(now, heard);
        }
        assertEquals("web1", found.container().name());
        assertEquals("web1", table.find(41).container().name());
        assertFalse(lost.isWaiting());
        assertNull(lost.container());
        assertSame(lost, table.find(99));
        assertEquals(2, source.pathsAsked);
        assertEquals(1, count(table, "cgroup_unknown"));
        assertEquals(1, table.live(), "what was removed while it was read does not come back");
    }

    /** Advances until a comparison that is due has been made and taken in. */
    private void reconcile(LiveTable table) {
        pass(table, 101);
        assertTrue(table.isComparing(), "a comparison is due");
        awaitComparison(table);
    }

    private void awaitComparison(LiveTable table) {
        for (long end = System.nanoTime() + 20_000_000_000L; table.isComparing();) {
            assertTrue(System.nanoTime() < end, "the comparison does not end");
            Thread.onSpinWait();
            table.advance(now, heard);
        }
    }

    @Test
    void findsWhatWasMadeAndRemovedWhileRecordsWereLost() {
        files.add(41, ONE);
        files.add(42, "/docker/" + id(2));
        files.add(43, "/docker/" + id(2) + "/child");
        LiveTable table = connected();
        tell(DOCKER, web(1), web(2), web(3), web(4));
        pass(table, 0);
        heard.take();
        source.lostCgroupRecords = 3;
        files.remove(43);
        files.remove(42);
        files.add(44, "/docker/" + id(3));
        reconcile(table);

        assertEquals(List.of("vanished COMPLETE web2", "appeared COMPLETE web3", "settled COMPLETE web3"), heard.take());
        assertEquals(2, table.live());
        assertSame(table.find(42), table.find(43), "late events find it still");
        assertEquals(1, count(table, "cgroup_created_unseen"));
        assertEquals(2, count(table, "cgroup_removed_unseen"));
        table.removed(43, heard);
        table.removed(42, heard);
        assertEquals(List.of(), heard.take(), "it is told once");
        pass(table, 61_001);
        assertNull(table.find(42).container());
    }

    @Test
    void comparesEveryFewMinutesAlsoWhereNoLossIsKnown() {
        files.add(41, ONE);
        LiveTable table = connected();
        pass(table, 0);
        heard.take();
        files.remove(41);
        pass(table, 299_000);
        assertEquals(1, files.readings, "read once, when the table was made");
        now += 900_000_000L;
        reconcile(table);
        assertEquals("vanished PENDING ", heard.take().get(1));
    }

    @Test
    void believesAComparisonOnlyOnceTheRingIsReadToWhereItEndedThen() throws InterruptedException {
        files.add(41, ONE);
        files.add(42, "/docker/" + id(2));
        LiveTable table = connected();
        tell(DOCKER, web(1), web(2), web(3), web(4));
        pass(table, 0);
        heard.take();
        source.lostCgroupRecords++;
        source.submitted = 3;
        // their records are in the ring: one cgroup made, one removed, one made and removed at once
        files.add(43, "/docker/" + id(3));
        files.remove(42);
        files.meanwhile = () -> files.add(44, "/docker/" + id(4));
        pass(table, 101);
        for (long end = System.nanoTime() + 200_000_000L; System.nanoTime() < end;) {
            table.advance(now, heard);
        }
        assertEquals(List.of(), heard.take());
        assertEquals(0, table.nanosToNextDeadline(now));

        table.created(43, "/docker/" + id(3), 0, heard);
        table.removed(42, heard);
        table.created(44, "/docker/" + id(4), 0, heard);
        table.removed(44, heard);
        source.read = 3;
        heard.take();
        awaitComparison(table);
        assertEquals(List.of(), heard.take());
        assertEquals(2, table.live());
        assertEquals(0, count(table, "cgroup_created_unseen") + count(table, "cgroup_removed_unseen"));
    }

    @Test
    void comparesOnceMoreWhereARecordIsLostWhileTheFileSystemIsRead() {
        LiveTable table = connected();
        tell(DOCKER, web(1));
        pass(table, 0);
        source.lostCgroupRecords++;
        files.meanwhile = () -> {
            if (files.readings == 1) {
                source.lostCgroupRecords++;
                files.add(41, ONE);
            }
        };
        reconcile(table);
        assertEquals(List.of(), heard.take());
        now += 60_000_000_000L;
        reconcile(table);
        assertEquals(List.of("appeared COMPLETE web1", "settled COMPLETE web1"), heard.take());
    }

    @Test
    void keepsWhatCannotBeReadAndIsNotGone() {
        files.add(41, ONE);
        LiveTable table = connected();
        tell(DOCKER, web(1));
        pass(table, 0);
        heard.take();
        source.lostCgroupRecords++;
        files.unreadable.add(41L);
        reconcile(table);
        assertEquals(List.of(), heard.take());
        assertEquals("web1", table.find(41).container().name());
    }

    @Test
    void followsACgroupThatWasRenamed() {
        files.add(41, "/jobs/one");
        LiveTable table = connected();
        pass(table, 0);
        files.remove(41);
        files.add(41, ONE);
        tell(DOCKER, web(1));
        source.lostCgroupRecords++;
        reconcile(table);
        assertEquals("web1", table.find(41).container().name());
    }

    @Test
    void letsEventsOfACgroupThatIsFoundWaitForItsName() {
        LiveTable table = connected();
        ContainerState unannounced = table.find(41);
        files.add(41, ONE);
        reconcile(table);
        assertTrue(unannounced.isWaiting());
        runtimes.answer(web(1));
        pass(table, 0);
        pass(table, 0);
        assertFalse(unannounced.isWaiting());
        assertEquals("web1", unannounced.container().name());
    }

    /** On the reader thread, in processor time: what else the machine does meanwhile counts for nothing. */
    @Test
    void costsTheReaderLessThanFiveMillisecondsWithTenThousandCgroups() {
        for (int i = 0; i < 10_007; i++) {
            files.add(1_000 + i, "/batch/besteffort/pod" + i % 97 + "/job-" + i);
        }
        LiveTable table = connected();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long[] micros = new long[9];
        for (int i = 0; i < micros.length; i++) {
            source.lostCgroupRecords++;
            now += 600_000_000_000L;
            do {
                long before = threads.getCurrentThreadCpuTime();
                table.advance(now, heard);
                micros[i] = Math.max(micros[i], (threads.getCurrentThreadCpuTime() - before) / 1_000);
            } while (table.isComparing());
        }
        Arrays.sort(micros);
        assertTrue(micros[micros.length / 2] < 5_000, () -> "microseconds: " + Arrays.toString(micros));
        System.out.println("comparing 10,007 cgroups costs the reader, in microseconds: " + Arrays.toString(micros));
    }
}
