package io.tallyman.itests;

import static org.junit.Assert.*;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Test;

/** A running engine, driven by its Felix shell. */
public class ShellIT {
    /** Waits until the kernel has none of these any more: it frees a program a moment after its last user has gone. */
    private static void awaitGone(Set<String> ids) throws IOException, InterruptedException {
        for (int look = 0; look < 100; look++) {
            Set<String> there = new TreeSet<>(ids);
            there.retainAll(Commands.run("/usr/sbin/bpftool", "prog", "show").lines()
                    .map(l -> l.split(":", 2)[0]).toList());
            if (there.isEmpty()) {
                return;
            }
            Thread.sleep(100);
        }
        fail("programs are left behind: " + ids);
    }

    @Test
    public void shouldStartWatchAndStopTracesAndLeaveNoProgramBehind() throws Exception {
        Docker.makeImage();
        try (Tallyman engine = Tallyman.launch("run")) {
            engine.awaitErr("running");
            assertEquals(Set.of(), BpfPrograms.of(engine.pid()));
            String started = Tallyman.shell("trace:start -o json:/dev/null --containers --runtime docker:" + Docker.SOCKET);
            Matcher session = Pattern.compile("trace-\\d+").matcher(started);
            assertTrue(started, session.find());
            Set<String> attached = BpfPrograms.of(engine.pid());
            assertTrue(attached.toString(), attached.size() >= 3);
            String id = Docker.start("tm-shell", "/bin/sleep", "1019");
            String containers = "";
            for (int look = 0; look < 100 && !containers.contains("tm-shell"); look++) {
                containers = Tallyman.shell("trace:containers"); // Docker may just be being connected to
            }
            assertTrue(containers, containers.contains(id.substring(0, 12)) && containers.contains("tm-shell"));
            Docker.remove("tm-shell");
            assertTrue(Tallyman.shell("trace:runtimes").contains(Docker.SOCKET));
            assertTrue(Tallyman.shell("trace:outputs").contains("/dev/null") || Tallyman.shell("trace:outputs").contains("json"));
            assertTrue(Tallyman.shell("trace:status").contains("events traced"));
            Tallyman.shell("trace:stop " + session.group());
            assertEquals(Set.of(), BpfPrograms.of(engine.pid()));
            awaitGone(attached);
            String cycle = "trace:start -o json:/dev/null --runtime docker:" + Docker.SOCKET + "; trace:stop";
            String cycles = Tallyman.shell(String.join("; ", Collections.nCopies(50, cycle)));
            assertEquals(50, Pattern.compile("(?m)^started trace-\\d+$").matcher(cycles).results().count());
            assertEquals(Set.of(), BpfPrograms.of(engine.pid()));
            assertEquals(0, engine.interrupt());
        }
    }
}
