package io.tallyman.itests;

import static org.junit.Assert.*;

import java.util.function.Predicate;
import org.junit.Test;

/** Docker's bundle is taken out of the product and put back while it traces. */
public class HotRuntimeIT {
    private static final String DOCKER = "io.tallyman.runtime.docker";
    private static final int CYCLES = 3;
    private static final long SECOND = 1_000_000_000L;
    private static final long PATIENCE_NANOS = 60 * SECOND;

    private static void await(Lines trace, Predicate<String> wanted) throws Exception {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!trace.has(wanted)) {
            assertTrue(trace.stderr(), System.nanoTime() < end);
            Thread.sleep(2);
        }
    }

    /** A line of that container with this. */
    private static Predicate<String> says(String id, String part) {
        return line -> line.contains("\"id\":\"" + id + "\"") && line.contains(part);
    }

    @Test
    public void shouldNameWhatRanUnnamedAndKeepWhatIsKnown() throws Exception {
        String[] ids = new String[CYCLES];
        try (InPlace docker = InPlace.own(DOCKER);
                Lines trace = Lines.trace("-o", "json", "--containers", "--runtime", "docker:" + Docker.SOCKET, "-e",
                        "sched_process_exec", "-s", "container")) {
            long least = Long.MAX_VALUE;
            for (int i = 0; i < CYCLES; i++) {
                docker.takeOut();
                Shell.awaitNoPlugin(DOCKER);
                ids[i] = Docker.start("hot-" + i, "/bin/sh", "-c", "while /bin/true; do /bin/busybox usleep 20000; done");
                await(trace, says(ids[i], "\"reason\":\"no runtime\""));
                long back = System.nanoTime();
                docker.putBack();
                await(trace, says(ids[i], "\"name\":\"hot-" + i + "\""));
                least = Math.min(least, System.nanoTime() - back);
            }
            assertTrue("named after " + least / 1_000_000 + " ms", least < SECOND);
            docker.takeOut();
            Shell.awaitNoPlugin(DOCKER);
            String later = Docker.start("hot-later", "/bin/true");
            await(trace, says(later, "\"reason\":\"no runtime\""));
            int before = trace.lines().size();
            await(trace, line -> trace.lines().size() > before + 7);
            assertTrue(trace.lines().subList(before, before + 7).stream().map(Lines.Line::text)
                    .filter(l -> l.contains(ids[0])).allMatch(says(ids[0], "\"name\":\"hot-0\"")));
            trace.interrupt();
        } finally {
            for (int i = 0; i < CYCLES; i++) {
                Docker.remove("hot-" + i);
            }
            Docker.remove("hot-later");
        }
    }
}
