package io.tallyman.itests;

import static org.junit.Assert.*;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.After;
import org.junit.Test;
import org.junit.experimental.categories.Category;

/**
 * Somebody floods the ring with calls at full speed, and the reader of the output is slow. Whoever is quiet loses nothing, and
 * what the loud one loses is counted to the last event.
 */
public class FairnessIT {
    private static final String ENDLESS = "1000000000000";
    private static final int QUIET_CALLS = 601;
    /** Nine seconds for all of them. */
    private static final String QUIET_RATE = "67";

    private final List<String> started = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();
    private final List<Path> cgroups = new ArrayList<>();

    @After
    public void removeAll() throws Exception {
        for (String name : started) {
            Docker.remove(name);
        }
        for (Process process : processes) {
            process.destroy();
            process.waitFor();
        }
        for (int i = cgroups.size() - 1; i >= 0; i--) {
            Path cgroup = cgroups.get(i);
            Until.holds("the cgroup is empty", () -> !Files.exists(cgroup) || cgroup.toFile().delete());
        }
    }

    private String start(String who, String calls, String rate) throws Exception {
        String name = "tm-fair-" + who;
        started.add(name);
        return Docker.start(name, "/bin/calls", calls, SlowTrace.MARK + who + "/", rate);
    }

    private String loud(String who) throws Exception {
        return start(who, ENDLESS, "0");
    }

    private void quiet(String who) throws Exception {
        start(who, Integer.toString(QUIET_CALLS), QUIET_RATE);
    }

    private static void awaitEnd(String who) throws Exception {
        assertEquals("0", Docker.docker("wait", "tm-fair-" + who));
    }

    /** Ends a loud container, and returns how many calls it has made. */
    private static long stop(String who) throws Exception {
        Docker.docker("kill", "-s", "TERM", "tm-fair-" + who);
        awaitEnd(who);
        return Long.parseLong(Docker.docker("logs", "tm-fair-" + who).split(" ")[1]);
    }

    /** Floods from inside a cgroup, until the process is ended; null: where this process is. */
    private Process flood(Path cgroup, String who) throws IOException {
        return flood(cgroup, who, ENDLESS);
    }

    private Process flood(Path cgroup, String who, String calls) throws IOException {
        Process process = new ProcessBuilder("sh", "-c", (cgroup == null ? "" : "echo $$ > " + cgroup + "/cgroup.procs; ")
                + "exec " + System.getProperty("tallyman.calls") + " " + calls + " " + SlowTrace.MARK + who + "/ 0").start();
        processes.add(process);
        return process;
    }

    private static long stop(Process process) throws Exception {
        Commands.run("kill", "-TERM", Long.toString(process.pid()));
        String said = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor());
        return Long.parseLong(said.strip().split(" ")[1]);
    }

    private static String id(int number) {
        return String.format("%064x", 0xfa12L << 32 | number);
    }

    private Path cgroup(Path parent, String name) throws IOException {
        Path cgroup = Files.createDirectory(parent.resolve(name));
        cgroups.add(cgroup);
        Cgroups.prepare(cgroup);
        return cgroup;
    }

    /** The loud ones' loss is exact. */
    private static void check(SlowTrace trace, List<String> quiet, long loudCalls, List<String> loud,
            List<String> loudIds) throws Exception {
        check(trace, quiet, loudCalls, 0, loud, loudIds);
    }

    /** @param starts so many programs were started in the flood; each start is one more event, which may be lost as well */
    private static void check(SlowTrace trace, List<String> quiet, long loudCalls, int starts, List<String> loud,
            List<String> loudIds) throws Exception {
        trace.end();
        for (String who : quiet) {
            assertEquals(who + " in " + trace, QUIET_CALLS, trace.told(who));
        }
        long told = loud.stream().mapToLong(trace::told).sum();
        long lost = loudIds.stream().mapToLong(trace::lost).sum();
        long dropped = loudIds.stream().mapToLong(trace::dropped).sum();
        System.out.printf("%s: %d calls of the loud, %d told, %d lost, %d dropped; of %d quiet none lost%n", loud, loudCalls,
                told, lost, dropped, quiet.size());
        assertTrue("nothing was lost: " + trace, lost > 10_007);
        long others = told + lost + dropped - loudCalls;
        assertTrue(others + " more: " + trace, others >= 0 && others <= starts);
        // others on this machine may be loud as well
        assertEquals(trace.toString(), trace.count("emitted"), trace.count("read") + trace.count("lost"));
    }

    @Test
    public void shouldLoseEventsOfTheLoudContainerAlone() throws Exception {
        Docker.makeImage();
        try (SlowTrace trace = new SlowTrace("-e", "openat")) {
            String loud = loud("loud");
            Until.holds("the flood has begun", () -> trace.told("loud") > 100_003);
            quiet("quiet");
            awaitEnd("quiet");
            long calls = stop("loud");
            check(trace, List.of("quiet"), calls, List.of("loud"), List.of(loud));
        }
    }

    @Test
    @Category(Heavy.class)
    public void shouldLoseNothingOfFiftyQuietContainersBesideThreeLoudOnes() throws Exception {
        Docker.makeImage();
        List<String> loud = List.of("loud0", "loud1", "loud2");
        List<String> quiet = new ArrayList<>();
        try (SlowTrace trace = new SlowTrace("-e", "openat")) {
            List<String> ids = new ArrayList<>();
            for (String who : loud) {
                ids.add(loud(who));
            }
            for (int i = 0; i < 50; i++) {
                quiet.add("quiet" + i);
                quiet("quiet" + i);
            }
            for (String who : quiet) {
                awaitEnd(who);
            }
            long calls = 0;
            for (String who : loud) {
                calls += stop(who);
            }
            check(trace, quiet, calls, loud, ids);
        }
    }

    @Test
    @Category(Heavy.class)
    public void shouldLoseEventsOfTheHostAloneWhereTheHostIsLoud() throws Exception {
        Docker.makeImage();
        try (SlowTrace trace = new SlowTrace("-e", "openat")) {
            Process loud = flood(null, "host");
            Until.holds("the flood has begun", () -> trace.told("host") > 100_003);
            quiet("quiet");
            awaitEnd("quiet");
            long calls = stop(loud);
            // whatever starts on this machine meanwhile is the host's as well
            check(trace, List.of("quiet"), calls, 10_007, List.of("host"), List.of(""));
        }
    }

    /** The outer container is held to its share; a container beside the outer one loses nothing. */
    @Test
    @Category(Heavy.class)
    public void shouldCountALoudContainerInsideAnotherAsTheOuterOne() throws Exception {
        Docker.makeImage();
        try (SlowTrace trace = new SlowTrace("-e", "openat")) {
            String outer = start("around", ENDLESS, "1");
            Path nested = cgroup(cgroup(Path.of(Cgroups.of(outer)), "docker"), id(1));
            Process loud = flood(nested, "nested");
            Until.holds("the flood has begun", () -> trace.told("nested") > 100_003);
            quiet("quiet");
            awaitEnd("quiet");
            long calls = stop(loud);
            calls += stop("around");
            check(trace, List.of("quiet"), calls, List.of("nested", "around"), List.of(outer));
        }
    }

    /** Each of them has a cgroup of its own, made while the flood is on. */
    @Test
    @Category(Heavy.class)
    public void shouldCountAForkBombOfCgroupsAsTheContainerThatMakesThem() throws Exception {
        Docker.makeImage();
        try (SlowTrace trace = new SlowTrace("-e", "openat")) {
            String bomb = start("bomb", ENDLESS, "1");
            Path inside = Path.of(Cgroups.of(bomb));
            long calls = 0;
            quiet("quiet");
            for (int i = 0; i < 201; i++) {
                assertEquals(0, flood(cgroup(inside, "bomb" + i), "bomb", "10007").waitFor());
                calls += 10_007;
            }
            awaitEnd("quiet");
            calls += stop("bomb");
            check(trace, List.of("quiet"), calls, 201, List.of("bomb"), List.of(bomb));
        }
    }

    @Test
    @Category(Heavy.class)
    public void shouldFindTheOwnerAmongTenThousandCgroups() throws Exception {
        Docker.makeImage();
        Path parent = cgroup(Cgroups.mount(), "tallyman-fair-" + ProcessHandle.current().pid());
        for (int i = 0; i < 5_003; i++) {
            cgroup(parent, "docker-" + id(i) + ".scope");
        }
        try (SlowTrace trace = new SlowTrace("-e", "openat")) {
            for (int i = 5_003; i < 10_007; i++) {
                cgroup(parent, "docker-" + id(i) + ".scope");
            }
            String before = id(101);
            String after = id(9_001);
            Process one = flood(parent.resolve("docker-" + before + ".scope"), "before");
            Process two = flood(parent.resolve("docker-" + after + ".scope"), "after");
            Until.holds("the flood has begun", () -> trace.told("before") > 10_007 && trace.told("after") > 10_007);
            quiet("quiet");
            awaitEnd("quiet");
            long calls = stop(one) + stop(two);
            check(trace, List.of("quiet"), calls, List.of("before", "after"), List.of(before, after));
        }
    }
}
