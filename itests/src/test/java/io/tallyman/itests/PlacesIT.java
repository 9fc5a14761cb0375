package io.tallyman.itests;

import static org.junit.Assert.*;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.Test;

/** Wherever a container's cgroup is, whoever moves into it, and from wherever one looks. */
public class PlacesIT {
    private static final int COUNT = 3;
    private static final String SOCKET = "docker:" + Docker.SOCKET;
    /** Puts itself below a cgroup of its own and sees nothing else of the hierarchy, as in a container of its own. */
    private static final String PRIVATE = "mount=$0; at=$mount/tm-private; mkdir -p $at; "
            + "for each in cpuset.cpus cpuset.mems; do [ ! -e $at/$each ] || cat $mount/$each > $at/$each; done; "
            + "echo $$ > $at/cgroup.procs; exec unshare --cgroup --mount sh -c '"
            + "umount -l $0; case $0 in */cpuset) mount -t cgroup -o cpuset cgroup $0 ;; *) mount -t cgroup2 cgroup2 $0 ;; esac; "
            + "[ ! -e $0/tm-private ] && exec \"$@\"' $mount \"$@\"";

    /** The events that opened this path, each with where it came from. */
    private static List<JsonObject> opens(Lines trace, String path) {
        return trace.lines().stream().map(Lines.Line::text)
                .filter(l -> l.contains("\"" + path + "\"") && l.contains("\"eventName\":\"open"))
                .map(l -> JsonParser.parseString(l).getAsJsonObject().getAsJsonObject("container")).toList();
    }

    private static void assertAll(List<JsonObject> containers, int atLeast, String id, String name) {
        assertTrue(containers.toString(), containers.size() >= atLeast);
        for (JsonObject container : containers) {
            assertEquals(id, container.get("id").getAsString());
            assertEquals(name, container.get("name").getAsString());
            assertEquals("complete", container.get("enrichment").getAsString());
        }
    }

    private static void move(Process process, Path cgroup) throws IOException {
        Files.writeString(cgroup.resolve("cgroup.procs"), Long.toString(process.pid()));
    }

    private static void tell(OutputStream waiting) throws IOException {
        waiting.write('\n');
        waiting.flush();
    }

    @Test
    public void shouldTakeHealthChecksForTheContainers() throws Exception {
        Docker.makeImage();
        try (Lines trace = Lines.trace(Truth.arguments(SOCKET))) {
            String id = Docker.docker("run", "-d", "--network", "none", "--name", "tm-health", "--health-cmd",
                    "/bin/cat /truth/health", "--health-interval", "500ms", Docker.IMAGE, "/bin/sleep", "1051");
            for (int look = 0; look < 600 && opens(trace, "/truth/health").size() < COUNT; look++) {
                Thread.sleep(100);
            }
            Docker.remove("tm-health");
            trace.interrupt();
            assertAll(opens(trace, "/truth/health"), COUNT, id, "tm-health");
        }
    }

    @Test
    public void shouldGoByWhereAProcessIsWhenItMigrates() throws Exception {
        String id = Docker.start("tm-host", "/bin/sleep", "1061");
        Path inside = Path.of(Cgroups.of(id));
        Path outside = Files.createDirectories(Cgroups.mount().resolve("tm-outside"));
        Cgroups.prepare(outside);
        try (Lines trace = Lines.trace(Truth.arguments(SOCKET))) {
            Process guest = new ProcessBuilder("/bin/busybox", "sh", "-c", "for each in 1 2 3; do read -r next; "
                    + "/bin/busybox cat /truth/guest-$each; done").redirectErrorStream(true).start();
            OutputStream next = guest.getOutputStream();
            tell(next);
            awaitOpen(trace, "/truth/guest-1");
            move(guest, inside);
            tell(next);
            awaitOpen(trace, "/truth/guest-2");
            move(guest, outside);
            tell(next);
            awaitOpen(trace, "/truth/guest-3");
            guest.waitFor();
            trace.interrupt();
            assertEquals(List.of(new JsonObject()), opens(trace, "/truth/guest-1"));
            assertAll(opens(trace, "/truth/guest-2"), 1, id, "tm-host");
            assertEquals(List.of(new JsonObject()), opens(trace, "/truth/guest-3"));
        } finally {
            Docker.remove("tm-host");
            Files.delete(outside);
        }
    }

    private static void awaitOpen(Lines trace, String path) throws Exception {
        for (int look = 0; opens(trace, path).isEmpty(); look++) {
            assertTrue(path + " does not come: " + trace.stderr(), look < 600);
            Thread.sleep(50);
        }
    }

    @Test
    public void shouldNameContainersWhoseCgroupsAreElsewhere() throws Exception {
        Docker.makeImage();
        try (Lines trace = Lines.trace(Truth.arguments(SOCKET))) {
            Truth truth = new Truth(Docker.IMAGE);
            truth.run((name, program) -> Docker.run(name, List.of("--cgroup-parent", "/tm-quay/of/somebody"), program),
                    "elsewhere", COUNT);
            truth.run((name, program) -> Docker.run(name, List.of("--cgroup-parent", "/system.slice"), program),
                    "slice", COUNT);
            trace.interrupt();
            assertEquals(2 * 2 * COUNT, truth.check(trace.lines(), trace.stderr()).length);
        } finally {
            Commands.run("sh", "-c", "find " + Cgroups.mount() + "/../*/tm-quay " + Cgroups.mount()
                    + "/tm-quay -depth -type d -exec rmdir {} + 2>/dev/null; true");
        }
    }

    /** What runc makes where systemd manages cgroups: a scope whose name holds the id. */
    @Test
    public void shouldKnowTheScopesThatSystemdMakes() throws Exception {
        Docker.makeImage();
        String id = Docker.docker("create", "--network", "none", "--name", "tm-scope", Docker.IMAGE, "/bin/true");
        Path slice = Files.createDirectories(Cgroups.mount().resolve("system.slice"));
        Path scope = slice.resolve("docker-" + id + ".scope");
        try (Lines trace = Lines.trace(Truth.arguments(SOCKET))) {
            Cgroups.prepare(slice);
            Files.createDirectory(scope);
            Cgroups.prepare(scope);
            Process guest = new ProcessBuilder("/bin/busybox", "sh", "-c", "read -r next; /bin/busybox cat /truth/scope")
                    .start();
            move(guest, scope);
            tell(guest.getOutputStream());
            guest.waitFor();
            trace.interrupt();
            assertAll(opens(trace, "/truth/scope"), 1, id, "tm-scope");
        } finally {
            Docker.remove("tm-scope");
            Files.delete(scope);
            slice.toFile().delete();
        }
    }

    @Test
    public void shouldNameAllFromInsideAPrivateCgroupNamespace() throws Exception {
        String old = Docker.start("tm-private", "/bin/sleep", "1063");
        try (Lines trace = Lines.traceBy(List.of("sh", "-c", PRIVATE, Cgroups.mount().toString()),
                Truth.arguments(SOCKET))) {
            Truth truth = new Truth(Docker.IMAGE);
            truth.expect("tm-private", old);
            truth.run(Docker::run, "private", COUNT);
            Commands.overlook(1, () -> Docker.docker("exec", "tm-private", "/bin/cat", "/truth/tm-private"));
            trace.interrupt();
            assertEquals(2 * (COUNT + 1), truth.check(trace.lines(), trace.stderr()).length);
        } finally {
            Docker.remove("tm-private");
            Commands.run("rmdir", Cgroups.mount().resolve("tm-private").toString());
        }
    }
}
