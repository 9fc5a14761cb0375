package io.tallyman.containers.internal;

import static io.tallyman.containers.internal.support.Ids.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.tallyman.containers.ContainerState;
import io.tallyman.containers.internal.attribution.KnownContainers;
import io.tallyman.containers.internal.inbox.Inbox;
import io.tallyman.containers.internal.inbox.Message;
import io.tallyman.containers.internal.support.FakeRuntime;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the table remembers, and how much at the most. */
class TableBoundsTest extends TableTest {
    @Test
    void remembersRemovedContainersForTheGracePeriodOnly() {
        LiveTable table = connected();
        tell(DOCKER, web(1));
        table.advance(now, heard);
        table.created(41, ONE, 0, heard);
        ContainerState state = table.find(41);
        table.removed(41, heard);
        pass(table, 61_000);
        assertSame(state, table.find(41));
        pass(table, 1);
        assertNotSame(state, table.find(41));
        assertEquals(0, table.remembered());
    }

    /** The table is brought up to date for each batch of records. */
    @Test
    void allocatesNothingWhereNothingHappens() {
        LiveTable table = connected();
        tell(DOCKER, web(1));
        table.created(41, ONE, 0, heard);
        table.created(43, ONE + "/child", 0, heard);
        table.removed(43, heard);
        pass(table, 1);
        advance(table, 1_009);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(thread);
        advance(table, 1_009);
        assertEquals(0, threads.getThreadAllocatedBytes(thread) - before);
    }

    private void advance(LiveTable table, int times) {
        for (int i = 0; i < times; i++) {
            table.advance(now, heard);
            table.nanosToNextDeadline(now);
        }
    }

    @Test
    void comesBackToTheSameSizeAfterTenThousandContainers() {
        runtimes.connected("docker", 1);
        LiveTable table = table(true, 503);
        int first = 0;
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 10_007; i++) {
                long cgroup = 1_000 + round * 100_000L + i;
                table.created(cgroup, "/docker/" + id(cgroup), 0, heard);
                table.created(cgroup + 50_000, "/docker/" + id(cgroup) + "/child", 0, heard);
                if (i % 3 == 0) {
                    tell(DOCKER, web(cgroup));
                }
                table.removed(cgroup + 50_000, heard);
                table.removed(cgroup, heard);
                inbox.tell(new Message.Dropped(DOCKER, id(cgroup)));
                runtimes.questions.forEach(question -> question.answer(DOCKER, null));
                runtimes.questions.clear();
                pass(table, 1);
                heard.take();
            }
            assertEquals(503, table.remembered());
            assertEquals(0, table.live());
            assertEquals(0, table.containers().size());
            assertTrue(round == 0 || table.held() <= first * 1.01, first + " grew to " + table.held());
            first = table.held();
        }
        pass(table, 100_000);
        runtimes.questions.clear();
        pass(table, 100_000);
        assertEquals(0, table.remembered());
        assertTrue(table.held() <= KnownContainers.MOST_UNCLAIMED, "holds " + table.held());
    }

    @Test
    void wakesTheReaderOncePerBurst() {
        LiveTable table = connected();
        int before = source.wakeups.get();
        tell(DOCKER, web(1));
        tell(DOCKER, web(2));
        tell(DOCKER, web(3));
        assertEquals(before + 1, source.wakeups.get());
        assertEquals(0, table.nanosToNextDeadline(now));
        assertEquals(3, table.advance(now, heard));
        tell(DOCKER, web(4));
        assertEquals(before + 2, source.wakeups.get());
    }

    @Test
    void countsWhatARuntimeTellsBeyondAllMeasure() {
        LiveTable table = connected();
        for (int i = 0; i < Inbox.MOST_TOLD + 13; i++) {
            tell(DOCKER, web(1));
        }
        assertEquals(13, count(table, "enrich_answers_dropped"));
        table.advance(now, heard);
        tell(DOCKER, web(1));
        assertEquals(13, count(table, "enrich_answers_dropped"));
    }

    @Test
    void countsABundleThatCannotReadAPath() {
        LiveTable table = connected();
        runtimes.present = List.of(new FakeRuntime("bad", path -> {
            throw new IllegalStateException();
        }), FakeRuntime.docker());
        table.created(41, ONE, 0, heard);
        assertEquals(id(1), table.find(41).container().id());
        assertEquals(1, count(table, "enrich_bad_broken"));
    }
}
