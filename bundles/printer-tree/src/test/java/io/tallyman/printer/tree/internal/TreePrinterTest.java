package io.tallyman.printer.tree.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Enrichment;
import io.tallyman.api.container.Pod;
import io.tallyman.api.event.ProcessOrigin;
import io.tallyman.testing.Containers;
import io.tallyman.testing.FakeContext;
import io.tallyman.testing.Golden;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TreePrinterTest {
    private static final int EXIT = 256;
    private static final int KILLED = 9;
    private static final int CORE = 0x80;

    private final TreePrinterFactory factory = new TreePrinterFactory();
    private final Scene scene = new Scene(Limits.USUAL);

    private static Container another(long serial, String name) {
        return new Container(serial, "d" + serial + Containers.ID, "docker", name, "nginx:1.27", "", "", Map.of(), Pod.NONE,
                0, serial, List.of("0123456789abcdef"), true, false, Enrichment.COMPLETE, "");
    }

    @Test
    void shouldWriteTheLifeOfAContainerOnceItIsRemoved() {
        scene.tell("container_create").start("/bin/busybox", "sh", "-c", "a; b | c")
                .run(1, 7, 127 * EXIT, "/bin/a", "a").fork(1, 8).fork(1, 9).exec(8, 1, "/bin/b", "b", "-x").exec(9, 1, "/bin/c", "c")
                .run(8, 10, 0, "/bin/d", "d").exit(8, KILLED).pass(4_500).exit(9, 11 | CORE)
                .fork(1, 11).exit(11, 11, 0, true, "subshell").exec(13, 0, "/bin/busybox", "id").exit(13, 0)
                .exec(1, 0, "/bin/e", "e");
        assertEquals("", scene.text());
        scene.exit(1, 3 * EXIT).tell("container_remove");
        Golden.check("life.txt", scene.text());
    }

    @Test
    void shouldShowNoneOfTheProcessesThatPrepareAContainer() {
        scene.tell("container_create").fork(20, 21).fork(21, 1).start("/bin/a", "a").exit(20, 0).exit(21, 0).exit(1, 0)
                .tell("container_remove");
        assertTrue(scene.text().contains("; 1 process\n"), scene.text());
        assertEquals(1, scene.text().split("/400", -1).length - 1);
        assertFalse(scene.text().contains("(fork"), scene.text());
    }

    @Test
    void shouldSayHowAProcessCameFromOutsideWhereThatIsKnown() {
        scene.origin(ProcessOrigin.ENTRYPOINT).start("/bin/a", "a").run(1, 7, 0, "/bin/b", "b").mounts(1)
                .origin(ProcessOrigin.RUNTIME).exec(13, 0, "/runc", "runc").mounts(0).origin(ProcessOrigin.EXEC)
                .exec(13, 0, "/bin/sh", "sh").exec(13, 0, "/bin/then", "then").run(13, 17, 0, "/bin/id", "id")
                .origin(ProcessOrigin.ATTACHED).exec(19, 0, "/bin/guest", "guest")
                .origin(ProcessOrigin.UNKNOWN).exec(23, 0, "/bin/old", "old");
        String text = scene.end();
        for (String row : List.of(" /bin/a [a]\n", " /bin/b [b]\n", " /bin/sh [sh] [exec]\n", " then /bin/then [then]\n",
                " /bin/id [id]\n", " /bin/guest [guest] [attached]\n", " /bin/old [old]\n")) {
            assertTrue(text.contains(row), row + text);
        }
    }

    /** As runc does with an exec from outside, now and then. */
    @Test
    void shouldShowAnExecFromOutsideWithoutTheProgramOfTheRuntime() {
        scene.mounts(7).start("/bin/a", "a").mounts(1).exec(13, 0, "/memfd:runc", "runc", "init").mounts(7)
                .exec(13, 0, "/bin/sh", "sh").exec(13, 0, "/bin/id", "id").mounts(1).exec(17, 0, "/bin/guest", "guest")
                .mounts(9).exec(1, 0, "/bin/b", "b");
        String text = scene.end();
        assertFalse(text.contains("runc"), text);
        assertTrue(text.contains(" /bin/sh [sh]\n"), text);
        assertTrue(text.contains(" then /bin/id [id]\n"), text);
        assertTrue(text.contains(" /bin/guest [guest]\n"), text);
        assertTrue(text.contains(" then /bin/b [b]\n"), text);
    }

    @Test
    void shouldCountWhatIsLikeTheOthersAndShowWhatEndedOtherwise() {
        scene.start("/bin/busybox", "sh");
        for (int child = 100; child < 1_109; child++) {
            scene.run(1, child, child == 777 ? EXIT : 0, "/bin/a", "a", "-x");
        }
        for (int child = 2_000; child < 2_031; child++) {
            scene.run(1, child, 0, "/bin/b", "b", "f" + child);
        }
        scene.exit(1, 0).tell("container_remove");
        Golden.check("loop.txt", scene.text());
    }

    @Test
    void shouldCountWholeTreesThatAreLikeTheOthers() {
        scene.start("/bin/a", "a");
        for (int i = 0; i < 37; i++) {
            scene.fork(1, 100 + 2 * i).exec(100 + 2 * i, 1, "/bin/check", "check")
                    .run(100 + 2 * i, 101 + 2 * i, i == 23 ? EXIT : 0, "/bin/curl", "curl").exit(100 + 2 * i, 0);
        }
        String text = scene.end();
        assertTrue(text.contains("… 33 more like this, 0.005s to 0.005s each, the last one ended after 0.223s\n"),
                text);
        assertEquals(4, text.split("/bin/curl", -1).length - 1);
        assertEquals(1, text.split("exit 1 ", -1).length - 1);
        assertTrue(text.contains("; 75 processes\n"), text);
    }

    @Test
    void shouldKeepARunningProcessWhateverItIsLike() {
        scene.start("/bin/a", "a");
        for (int child = 100; child < 107; child++) {
            scene.fork(1, child).exec(child, 1, "/bin/worker", "worker");
        }
        assertEquals(8, scene.end().split("runs ", -1).length - 1);
    }

    @Test
    void shouldSayHowManyProcessesItHasNoRoomFor() {
        Scene small = new Scene(new Limits(2, 5, 1_000));
        small.start("/bin/a", "a");
        for (int child = 100; child < 117; child++) {
            small.fork(1, child).exec(child, 1, "/bin/b" + child, "b");
        }
        for (int child = 100; child < 117; child++) {
            small.exit(child, 0);
        }
        String text = small.exit(1, 0).tell("container_remove").text();
        assertTrue(text.contains("; 18 processes\n"), text);
        assertEquals(4, text.split("/bin/b", -1).length - 1);
        assertTrue(text.contains("\nleft out: 13 processes, since a container's tree has room for 5\n"), text);
    }

    @Test
    void shouldSayOfHowManyProgramsItHasNoArguments() {
        Scene small = new Scene(new Limits(2, 50, 100));
        small.start("/bin/a", "a");
        for (int child = 100; child < 107; child++) {
            small.run(1, child, 0, "/bin/b", "b", "secret" + child, "x".repeat(30));
        }
        String text = small.end();
        assertTrue(text.contains("\nwithout arguments: 6 programs, since there was no room\n"), text);
        assertTrue(text.contains(" /bin/b [b secret100 "), text);
        assertTrue(text.contains(" /bin/b ...\n"), text);
        assertFalse(text.contains("secret101"), text);
    }

    @Test
    void shouldSayHowManyContainersItHasNoRoomFor() {
        Scene small = new Scene(new Limits(2, 5, 1_000));
        for (int serial = 10; serial < 15; serial++) {
            small.in(another(serial, "web" + serial)).tell("container_create").start("/bin/a", "a");
        }
        small.in(another(10, "web10")).tell("container_remove").in(another(19, "web19")).start("/bin/a", "a");
        String text = small.end();
        assertTrue(text.endsWith("\nnot shown: 3 containers beyond the 2 that are followed at a time\n"), text);
        assertTrue(text.indexOf("web10  id") < text.indexOf("web11  id"), text);
        assertTrue(text.contains("\nweb19  id d19"), text);
        assertFalse(text.contains("web12"), text);
    }

    @Test
    void shouldCutLongTexts() {
        String text = scene.start("/bin/a", "日本".repeat(500)).end();
        assertTrue(text.lines().mapToInt(String::length).max().getAsInt() < 300, text);
        assertTrue(text.contains("日..."), text);
    }

    @Test
    void shouldEscapeWhatAContainerChooses() {
        scene.in(Containers.complete(7, "web\n\u001b[2J", "i\rmage", Map.of(), Pod.NONE, List.of()))
                .start("/bin/a\n0.000s  1", "\u001b[1A", "\u202e").fork(1, 5).exit(5, 5, 0, true, "x\ny").exit(1, 0);
        String text = scene.tell("container_remove").text();
        assertEquals(6, text.split("\n", -1).length - 1);
        assertTrue(text.startsWith("web\\x0a\\x1b[2J  id 8cb9c4bd2f37  image i\\x0dmage  runtime docker\n"), text);
        assertTrue(text.contains(" /bin/a\\x0a0.000s  1 [\\x1b[1A \\u202e]\n"), text);
        assertTrue(text.contains("(fork, called x\\x0ay)\n"), text);
    }

    @Test
    void shouldSayWhatIsMissing() {
        scene.start("/bin/a", "a").lose(31).in(null).lose(7);
        String text = scene.end();
        assertTrue(text.contains("\nmissing: 31 events of this container, so the tree has gaps\n"), text);
        assertTrue(text.endsWith("\nmissing: 7 events, of unknown containers\n"), text);
    }

    @Test
    void shouldSayThatTheEndOfAProcessWasNotSeen() {
        String text = scene.start("/bin/a", "a").fork(1, 7).tell("container_remove").text();
        assertEquals(2, text.split("not seen ", -1).length - 1, text);
    }

    @Test
    void shouldTakeAnIdThatComesAgainForAnotherProcess() {
        scene.start("/bin/a", "a").fork(1, 7).exec(7, 1, "/bin/b", "b");
        // the exit of the first one is lost
        scene.fork(1, 7).exec(7, 1, "/bin/c", "c").exit(7, 0);
        String text = scene.end();
        assertTrue(text.contains(" 7      /40007  not seen"), text);
        assertTrue(text.contains(" 7      /40007  exit 0"), text);
        assertFalse(text.contains("then"), text);
    }

    @Test
    void shouldEndAProcessOnceWithItsLastThread() {
        scene.start("/bin/a", "a").forkThread(1, 2).fork(1, 7).exit(7, 7, EXIT, false, "b")
                .exit(8, 7, 2 * EXIT, true, "b").exit(7, 7, 2 * EXIT, true, "b");
        String text = scene.end();
        assertTrue(text.contains("; 2 processes\n"), text);
        assertTrue(text.contains(" 7      /40007  exit 2"), text);
    }

    @Test
    void shouldShowWhatWasThereBeforeTheTrace() {
        scene.tell("existing_container").exit(3, 3, 0, true, "old").fork(4, 5).exit(5, 0);
        Golden.check("before.txt", scene.end());
    }

    @Test
    void shouldWriteAChainOfForksInShortLines() {
        scene.start("/bin/a", "a");
        for (int child = 2; child <= 211; child++) {
            scene.fork(child - 1, child);
        }
        String text = scene.end();
        assertTrue(text.lines().mapToInt(String::length).max().getAsInt() < 160, text);
        assertTrue(text.contains(" [depth 210] (fork)\n"), text);
    }

    @Test
    void shouldLeaveTheHostOutUnlessAFilterAsksForIt() {
        scene.in(null).exec(70, 1, "/bin/cron", "cron").exec(71, 1, "/bin/cron", "cron");
        scene.in(another(5, "idle")).tell("existing_container");
        assertEquals("not shown: 1 container in which no process began or ended\nnot shown: 2 programs outside of "
                + "containers; -s '!container' shows those alone\n", scene.end());
        Scene host = new Scene(factory.create(context("comm=cron", false))).in(null).exec(70, 1, "/bin/cron", "cron");
        assertTrue(host.end().startsWith("host\nseen since TIME, still there after 0.000s; 1 process\n"), host.text());
        Scene other = new Scene(factory.create(context("container", true))).in(null).exec(70, 1, "/bin/cron", "cron");
        assertTrue(other.end().startsWith("not shown: 1 program outside"), other.text());
    }

    private FakeContext context(String filter, boolean container) {
        return new FakeContext(Map.of(), List.of(), List.of(filter), container, true, false, false, false, 0, false);
    }

    @Test
    void shouldAskForTheEventsThatTheTreeIsMadeOf() {
        assertEquals(List.of("default", "sched_process_fork", "sched_process_exit"), factory.events());
    }
}
