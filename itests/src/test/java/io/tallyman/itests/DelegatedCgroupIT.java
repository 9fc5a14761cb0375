package io.tallyman.itests;

import static org.junit.Assert.*;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.Test;

/** A user who may make cgroups gives one of them the name of a container. */
public class DelegatedCgroupIT {
    private static final int COUNT = 7;
    private static final String USER = "1007";
    private static final String LIAR = "tm-liar";
    /** Root puts the shell into the delegated cgroup; the user does the rest. */
    private static final String ENTER = "echo $$ > \"$1/cgroup.procs\" && exec setpriv --reuid " + USER + " --regid " + USER
            + " --clear-groups sh -ec '"
            + "mkdir \"$1/$2\"; for f in cpuset.cpus cpuset.mems; do "
            + "if [ -e \"$1/$f\" ]; then cat \"$1/$f\" > \"$1/$2/$f\"; fi; done; "
            + "echo $$ > \"$1/$2/cgroup.procs\"; for i in 1 2 3 4 5 6 7; do \"$3\"; done' sh \"$1\" \"$2\" \"$3\"";

    /** A cgroup that belongs to a user, as an administrator gives it. */
    private static final class Delegated implements AutoCloseable {
        private final Path directory = Cgroups.mount().resolve("tm-delegated-" + ProcessHandle.current().pid());
        private final Path program = Files.createTempDirectory(Path.of("/tmp"), "tm-it").resolve(LIAR);
        private Path made;

        Delegated() throws Exception {
            Files.createDirectory(directory);
            Cgroups.prepare(directory);
            Commands.run("chown", "-R", USER, directory.toString());
            Files.copy(Path.of("/bin/true"), program);
            Commands.run("chmod", "-R", "a+rx", program.getParent().toString());
        }

        /** The user makes a cgroup of this name and executes the program in it seven times. */
        void lie(String name) throws Exception {
            made = directory.resolve(name);
            Commands.run("sh", "-c", ENTER, "sh", directory.toString(), name, program.toString());
        }

        @Override
        public void close() throws Exception {
            Files.delete(program);
            Files.delete(program.getParent());
            if (made != null) {
                Until.holds("the cgroup to be empty", () -> made.toFile().delete());
            }
            Until.holds("the delegated cgroup to be empty", () -> directory.toFile().delete());
        }
    }

    private static List<String> linesOf(Lines trace, String part) {
        return trace.lines().stream().map(Lines.Line::text).filter(text -> text.contains(part)).toList();
    }

    @Test
    public void shouldShowAmongTheHostsEventsWhatAUserRunsInACgroupNamedLikeAContainer() throws Exception {
        try (Delegated delegated = new Delegated();
                Lines trace = Lines.trace("-o", "json", "--containers", "-e", "sched_process_exec", "-s", "!container",
                        "-s", "comm=" + LIAR)) {
            delegated.lie("docker-" + "0123456789abcdef".repeat(4) + ".scope");
            trace.interrupt();
            assertEquals(trace.stderr(), COUNT, linesOf(trace, LIAR).size());
        }
    }

    @Test
    public void shouldLeaveAStoppedContainerItsName() throws Exception {
        Docker.makeImage();
        String name = "tm-stopped-" + ProcessHandle.current().pid();
        String id = Docker.docker("create", "--name", name, "--network", "none", Docker.IMAGE, "/bin/true");
        try (Delegated delegated = new Delegated();
                Lines trace = Lines.traceNamed("-o", "json", "--containers", "--runtime", "docker:" + Docker.SOCKET,
                        "-e", "sched_process_exec")) {
            delegated.lie("docker-" + id + ".scope");
            Docker.docker("start", "-a", name);
            trace.interrupt();
            List<String> lies = linesOf(trace, "\"" + LIAR + "\"");
            assertEquals(trace.stderr(), COUNT, lies.size());
            assertTrue(lies.toString(), lies.stream().noneMatch(line -> line.contains(id) || line.contains(name)));
            assertFalse(trace.stderr(), linesOf(trace, "\"" + name + "\"").isEmpty());
        } finally {
            Docker.remove(name);
        }
    }
}
