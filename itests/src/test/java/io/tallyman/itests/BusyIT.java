package io.tallyman.itests;

import static org.junit.Assert.*;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/** Every system call of a machine that does nothing else. */
public class BusyIT {
    private static final int SECONDS = Amount.of("tallyman.busy.seconds", 13, 60);
    /** With what is always read, so that everything that is emitted is wanted. */
    private static final String EVENTS = "syscalls,sched_process_exec,cgroup_mkdir,cgroup_rmdir";

    private static List<Process> generators() throws IOException {
        List<Process> generators = new ArrayList<>();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            generators.add(new ProcessBuilder(System.getProperty("tallyman.calls"), "2000000011", "/tm/busy/")
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start());
        }
        return generators;
    }

    /** The lines are counted by whom they were written to. */
    @Test
    public void shouldDeliverOrCountEverySystemCallOfABusyMinute() throws Exception {
        Path dir = Files.createTempDirectory(Path.of(System.getProperty("tallyman.results")), "busy");
        Path err = dir.resolve("err");
        Path count = dir.resolve("count");
        List<Process> generators = generators();
        Process pipeline = new ProcessBuilder("bash", "-c", "set -o pipefail; \"$0\" \"$@\" | wc -l",
                Tallyman.HOME.resolve("bin/tallyman").toString(), "trace", "-o", "json", "-e", EVENTS + ",-lost", "--summary",
                "json", "--duration", SECONDS + "s").redirectOutput(count.toFile()).redirectError(err.toFile()).start();
        try {
            assertTrue("it does not end: " + Files.readString(err), pipeline.waitFor(SECONDS + 90, TimeUnit.SECONDS));
        } finally {
            generators.forEach(Process::destroyForcibly);
            pipeline.descendants().forEach(ProcessHandle::destroy);
        }
        String said = Files.readString(err);
        assertEquals(said, 0, pipeline.exitValue());
        Counts counts = Counts.of(said);
        long delivered = counts.output("delivered");
        assertEquals(said, counts.emitted(), delivered + counts.lost());
        assertEquals(said, delivered, Long.parseLong(Files.readString(count).strip()));
        assertEquals(said, 0, counts.output("dropped") + counts.output("failed"));
        assertTrue("not a busy machine: " + said, delivered > SECONDS * 1000L);
        System.out.println("busy for " + SECONDS + " s: emitted " + counts.emitted() + ", delivered " + delivered
                + ", lost " + counts.lost());
    }
}
