package io.tallyman.source.ebpf.internal;

import io.tallyman.api.source.CgroupHierarchy;
import io.tallyman.source.ebpf.internal.machine.CgroupHierarchies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Cgroups of one test in the hierarchy that was chosen for this machine. */
final class TestCgroups implements AutoCloseable {
    /** The helper's name inside these cgroups, which nobody else on this machine has. */
    static final String COMMAND = "own-" + ProcessHandle.current().pid();
    private static final Path HELPER = link();

    private final CgroupHierarchy hierarchy;
    private final String prefix = "tm-own-" + ProcessHandle.current().pid() + "-" + System.nanoTime() + "-";
    private final Deque<Path> made = new ArrayDeque<>();

    TestCgroups() throws Exception {
        hierarchy = CgroupHierarchies.ofThisMachine().choose();
    }

    private static Path link() {
        try {
            Path link = Files.createSymbolicLink(Tracer.HELPER.resolveSibling(COMMAND), Tracer.HELPER);
            link.toFile().deleteOnExit();
            return link;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a cgroup at the top. */
    Path make(String name) throws IOException {
        return makeIn(hierarchy.mountPoint(), prefix + name);
    }

    /** Makes a cgroup that may have tasks: controllers such as cpuset take no task before they are configured. */
    Path makeIn(Path parent, String name) throws IOException {
        Path cgroup = Files.createDirectory(parent.resolve(name));
        made.push(cgroup);
        for (String file : List.of("cpuset.cpus", "cpuset.mems")) {
            if (Files.exists(cgroup.resolve(file))) {
                Files.writeString(cgroup.resolve(file), Files.readString(hierarchy.mountPoint().resolve(file)));
            }
        }
        return cgroup;
    }

    static long id(Path cgroup) throws IOException {
        return (long) Files.getAttribute(cgroup, "unix:ino");
    }

    /** Starts the helper inside a cgroup. */
    static Process start(Path cgroup, String command) throws IOException {
        return new ProcessBuilder("sh", "-c", "echo $$ > " + cgroup + "/cgroup.procs; exec " + HELPER + " " + command)
                .inheritIO().start();
    }

    /** Runs the helper inside a cgroup to its end. */
    static void run(Path cgroup, String command) throws Exception {
        if (start(cgroup, command).waitFor() != 0) {
            throw new AssertionError(command + " has failed");
        }
    }

    void remove(Path cgroup) throws Exception {
        made.remove(cgroup);
        delete(cgroup);
    }

    /** A task that has just ended may still be in there for a moment. */
    private static void delete(Path cgroup) throws Exception {
        for (int i = 0; ; i++) {
            try {
                Files.deleteIfExists(cgroup);
                return;
            } catch (IOException e) {
                if (i == 500) {
                    throw e;
                }
                Thread.sleep(10);
            }
        }
    }

    @Override
    public void close() throws Exception {
        while (!made.isEmpty()) {
            delete(made.pop());
        }
    }
}
