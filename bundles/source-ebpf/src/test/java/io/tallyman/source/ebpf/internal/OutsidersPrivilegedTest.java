package io.tallyman.source.ebpf.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.filter.Condition;
import io.tallyman.api.source.Wish;
import java.io.BufferedReader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Processes outside of all trees that are asked for, and what they start. */
@Tag("privileged")
@Timeout(120)
class OutsidersPrivilegedTest {
    private static final String MARK = "/tm-outside-" + ProcessHandle.current().pid();
    private static final int FIRST_FREE = 300;
    private static final long TICK = 10_000_000;

    private Tracer tracer;
    private Process shell;
    private Writer said;
    private BufferedReader heard;

    @BeforeEach
    void open() throws Exception {
        tracer = Tracer.of();
        shell = new ProcessBuilder("sh").redirectErrorStream(true).start();
        said = shell.outputWriter();
        heard = shell.inputReader();
    }

    @AfterEach
    void close() throws Exception {
        said.close();
        shell.waitFor();
        tracer.close();
    }

    private static Wish wish(Set<Integer> roots) {
        return new Wish(Tracer.ids("openat", "sched_process_fork", "sched_process_exit"),
                List.of(List.of(new Condition.Named("tm-help", false, true, false))), roots);
    }

    /** Has the shell start the helper, which opens files, and returns how many of them were seen. */
    private int opened(int count) throws Exception {
        return seen("opens " + count + " " + MARK);
    }

    private int seen(String command) throws Exception {
        tracer.seen.clear();
        said.write(Tracer.HELPER + " " + command + "; echo done\n");
        said.flush();
        for (String line; !(line = heard.readLine()).equals("done");) {
            assertTrue(line.matches("child [0-9]+"), line);
        }
        tracer.drain();
        return tracer.all("openat", one -> MARK.equals(one.arg("pathname"))).size();
    }

    /** As the file system tells it: in hundredths of a second, here in nanoseconds. */
    private static long start(long pid) throws Exception {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19]) * TICK;
    }

    private void deny(long takers) throws Exception {
        tracer.session.denyProcess((int) shell.pid(), start(shell.pid()), takers);
    }

    @Test
    void shouldLeaveOutWhatAnOutsiderStartsFromTheFirstEventOn() throws Exception {
        tracer.session.wishes(List.of(wish(Set.of(1)), wish(Set.of(2))));
        assertEquals(7, opened(7));
        deny(1);
        assertEquals(11, opened(11));
        deny(3);
        assertEquals(0, opened(13));
        assertEquals(0, tracer.seen.size());
        tracer.session.forgetProcess((int) shell.pid());
        assertEquals(17, opened(17));
        deny(3);
        assertEquals(0, opened(19));
        tracer.session.wishes(List.of(wish(Set.of(1))));
        assertEquals(23, opened(23));
    }

    @Test
    void shouldLeaveOutNothingOfAnotherProcessWithItsId() throws Exception {
        tracer.session.wishes(List.of(wish(Set.of(1))));
        tracer.session.denyProcess((int) shell.pid(), start(shell.pid()) - TICK, 1);
        assertEquals(7, opened(7));
        tracer.session.denyProcess((int) shell.pid() + 1, start(shell.pid()), 1);
        assertEquals(11, opened(11));
    }

    @Test
    void shouldPassAProcessThatIsAskedForWhoeverItsParentIs() throws Exception {
        int root = free(0);
        tracer.session.wishes(List.of(wish(Set.of(root, 1))));
        deny(1);
        assertEquals(0, seen("opens-as " + free(root) + " 7 " + MARK));
        assertEquals(11, seen("opens-as " + root + " 11 " + MARK));
    }

    /** A process id that nobody has, and that nobody else is given soon; not that one. The file is not read in parts. */
    private int free(int taken) throws Exception {
        int ids = Integer.parseInt(Files.readAllLines(Path.of("/proc/sys/kernel/pid_max")).get(0));
        int id = (int) (shell.pid() + ids / 2) % ids;
        while (id < FIRST_FREE || id == taken || Files.exists(Path.of("/proc/" + id))) {
            id = (id + 1) % ids;
        }
        return id;
    }

    @Test
    void shouldPassChildrenWhereMoreIsAskedForThanThereIsRoomFor() throws Exception {
        tracer.session.wishes(List.of(wish(IntStream.rangeClosed(1, Control.ROOTS_MAX).boxed()
                .collect(Collectors.toSet()))));
        deny(1);
        assertEquals(0, opened(7));
        tracer.session.wishes(List.of(wish(IntStream.rangeClosed(0, Control.ROOTS_MAX).boxed()
                .collect(Collectors.toSet()))));
        deny(1);
        assertEquals(11, opened(11));
    }
}
