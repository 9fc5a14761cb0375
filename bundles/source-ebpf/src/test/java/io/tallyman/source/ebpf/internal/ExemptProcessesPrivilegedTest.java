package io.tallyman.source.ebpf.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.filter.Condition;
import io.tallyman.engine.early.Subscriber;
import io.tallyman.source.ebpf.internal.layout.PlanLayout;
import java.io.BufferedReader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Processes that are outside of all trees that a subscriber asks for, and what these processes start. */
@Tag("privileged")
@Timeout(120)
class ExemptProcessesPrivilegedTest {
    private static final String MARK = "/tm-exempt-" + ProcessHandle.current().pid();
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

    private static Subscriber subscriber(Set<Integer> roots) {
        return new Subscriber(Tracer.ids("openat", "sched_process_fork", "sched_process_exit"),
                List.of(List.of(new Condition.Named("tm-help", false, true, false))), roots, Map.of(), List.of());
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

    private void exempt(long subscribers) throws Exception {
        tracer.session.exemptProcess((int) shell.pid(), start(shell.pid()), subscribers);
    }

    @Test
    void shouldLeaveOutWhatAnExemptProcessStartsFromTheFirstEventOn() throws Exception {
        tracer.subscribe(subscriber(Set.of(1)), subscriber(Set.of(2)));
        assertEquals(7, opened(7));
        exempt(1);
        assertEquals(11, opened(11));
        exempt(3);
        assertEquals(0, opened(13));
        assertEquals(0, tracer.seen.size());
        tracer.session.forgetProcess((int) shell.pid());
        assertEquals(17, opened(17));
        exempt(3);
        assertEquals(0, opened(19));
        tracer.subscribe(subscriber(Set.of(1)));
        assertEquals(23, opened(23));
    }

    @Test
    void shouldLeaveOutNothingOfAnotherProcessWithItsId() throws Exception {
        tracer.subscribe(subscriber(Set.of(1)));
        tracer.session.exemptProcess((int) shell.pid(), start(shell.pid()) - TICK, 1);
        assertEquals(7, opened(7));
        tracer.session.exemptProcess((int) shell.pid() + 1, start(shell.pid()), 1);
        assertEquals(11, opened(11));
    }

    @Test
    void shouldPassAProcessThatIsAskedForWhoeverItsParentIs() throws Exception {
        int root = free(0);
        tracer.subscribe(subscriber(Set.of(root, 1)));
        exempt(1);
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
        tracer.subscribe(subscriber(IntStream.rangeClosed(1, PlanLayout.ROOT_COUNT).boxed()
                .collect(Collectors.toSet())));
        exempt(1);
        assertEquals(0, opened(7));
        tracer.subscribe(subscriber(IntStream.rangeClosed(0, PlanLayout.ROOT_COUNT).boxed()
                .collect(Collectors.toSet())));
        exempt(1);
        assertEquals(11, opened(11));
    }
}
