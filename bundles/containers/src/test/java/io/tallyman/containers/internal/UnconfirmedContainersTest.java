package io.tallyman.containers.internal;

import static io.tallyman.containers.internal.support.Ids.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.container.Enrichment;
import io.tallyman.containers.ContainerState;
import io.tallyman.containers.internal.conversation.Reachability;
import io.tallyman.containers.internal.inbox.Message;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A cgroup whose path may be a container's: its runtime decides. */
class UnconfirmedContainersTest extends TableTest {
    @Test
    void tellsOfAnUnsureContainerOnlyOnceItsRuntimeHasConfirmedIt() {
        LiveTable table = connected();
        table.created(41, "/default/c1", 0, heard);
        table.created(42, "/default/c1/child", 0, heard);
        assertEquals(List.of(), heard.take());
        assertNull(table.find(42).container());
        assertTrue(table.find(42).isWaiting());

        runtimes.answer(named("c1", "c1").build());
        pass(table, 1);

        assertEquals(List.of("appeared COMPLETE c1", "settled COMPLETE c1"), heard.take());
        assertSame(table.find(41), table.find(42));
        assertEquals("containerd", table.find(42).container().runtime());
    }

    @Test
    void leavesToTheHostWhatNobodyConfirmsAfterEightQuestions() {
        LiveTable table = connected();
        table.created(41, "/system/cron", 0, heard);
        table.created(42, "/system/cron/child", 0, heard);
        for (int i = 0; i < 8; i++) {
            assertTrue(table.find(41).isWaiting());
            runtimes.answer(null);
            pass(table, 0);
            pass(table, 2 << i);
        }
        assertEquals(List.of("settled host"), heard.take());
        assertSame(table.host(), table.find(41));
        assertSame(table.host(), table.find(42));
        assertEquals(List.of(), runtimes.questions);

        tell(CONTAINERD, named("cron", "cron").build());
        pass(table, 0);
        assertEquals(List.of("appeared COMPLETE cron", "settled COMPLETE cron"), heard.take());
        assertSame(table.find(41), table.find(42));
    }

    @Test
    void keepsAnUnsureContainerOfWhichNobodyHasSaidThatItIsNone() {
        LiveTable table = connected();
        table.created(41, "/default/c1", 0, heard);
        pass(table, 2_002);
        assertTrue(table.find(41).isWaiting());
        pass(table, 1);

        assertEquals(List.of("appeared PENDING ", "settled PENDING "), heard.take());
        assertEquals("c1", table.find(41).container().id());
        assertEquals("no answer from containerd at /run/containerd.sock within 2003 ms", table.find(41).container().reason());
        assertEquals(1, count(table, "enrich_containerd_no_answer"));

        runtimes.answer(named("c1", "c1").build());
        pass(table, 1);
        assertEquals(Enrichment.COMPLETE, table.find(41).container().enrichment());
    }

    @Test
    void keepsAnUnsureContainerWhoseRuntimeIsAwayAndNamesItWhenThatIsBack() {
        LiveTable table = connected();
        runtimes.reach.put("containerd", new Reachability(Reachability.State.ABSENT, false, 2));
        table.created(41, "/default/c1", 0, heard);
        runtimes.looks++;
        pass(table, 250);
        assertEquals(List.of(), heard.take(), "it may only be restarting");
        pass(table, 2_003 - 250);
        assertEquals(List.of("appeared FAILED ", "settled FAILED "), heard.take());
        assertEquals("no socket of containerd", table.find(41).container().reason());

        runtimes.connected("containerd", 3);
        inbox.reply(new Message.Changed());
        pass(table, 0);
        runtimes.answer(named("c1", "c1").build());
        pass(table, 0);
        assertEquals("c1", table.find(41).container().name());
    }

    @Test
    void looksForAnotherDaemonOnceWhenThoseThatAreThereDenyAContainer() {
        LiveTable table = connected();
        table.created(41, "/default/c1", 0, heard);
        assertEquals(0, runtimes.hurries);
        for (int i = 0; i < 3; i++) {
            runtimes.answer(null);
            pass(table, 0);
            assertEquals(1, runtimes.hurries);
            pass(table, 20);
        }
    }

    @Test
    void keepsWhatWasGoneBeforeAnybodyWasThereToDenyIt() {
        runtimes.failing("containerd", "", 0);
        LiveTable table = table(true, 4_096);
        table.created(41, "/default/c1", 0, heard);
        pass(table, 250);
        table.removed(41, heard);
        runtimes.connected("containerd", 3);
        inbox.reply(new Message.Changed());
        for (int i = 0; i < 2_003; i += 50) {
            pass(table, 50);
            runtimes.questions.stream().filter(question -> !question.full()).toList()
                    .forEach(question -> runtimes.answer(null));
        }
        pass(table, 0);
        assertEquals(List.of("appeared FAILED ", "settled FAILED ", "vanished FAILED "), heard.take());
        assertEquals("not known to containerd at /run/containerd.sock", table.find(41).container().reason());
    }

    @Test
    void leavesToTheHostWhatLooksLikeAContainerOfARuntimeThatWasNeverThere() {
        runtimes.connected("docker", 1);
        LiveTable table = table(true, 4_096);
        table.created(41, "/default/c1", 0, heard);
        runtimes.looks++;
        pass(table, 250);
        assertEquals(List.of("settled host"), heard.take());
        assertSame(table.host(), table.find(41));
    }

    @Test
    void leavesToTheHostWhatWasDeniedOnceAndNotConfirmedInTime() {
        LiveTable table = connected();
        table.created(41, "/default/c1", 0, heard);
        runtimes.answer(null);
        pass(table, 2);
        pass(table, 2_001);
        assertEquals(List.of("settled host"), heard.take());
    }

    @Test
    void confirmsAnUnsureContainerThatIsGoneAlready() {
        LiveTable table = connected();
        table.created(41, "/default/c1", 0, heard);
        table.removed(41, heard);
        assertEquals(List.of(), heard.take());
        runtimes.answer(named("c1", "c1").build());
        pass(table, 1);
        assertEquals(List.of("appeared COMPLETE c1", "settled COMPLETE c1", "vanished COMPLETE c1"), heard.take());
    }
}
