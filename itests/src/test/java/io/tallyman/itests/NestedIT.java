package io.tallyman.itests;

import static org.junit.Assert.*;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.Test;

/** Docker in Docker: a daemon inside a container names its own, and where they are is said too. */
public class NestedIT {
    private static final String OUTER = "tm-outer";
    private static final String IMAGE = "inner:1";
    private static final int COUNT = 11;
    private static final String DAEMON = "for each in /sys/fs/cgroup /sys/fs/cgroup/*; do "
            + "mount -o remount,bind,rw $each; done 2>/dev/null; "
            + "exec dockerd --iptables=false --bridge=none --storage-driver=vfs --host unix:///var/run/docker.sock";

    /** A container in which this machine's dockerd can run, with no privilege that the tests may lack themselves. */
    private static String startOuter(Path data) throws Exception {
        Docker.makeImage();
        return Docker.docker("run", "-d", "--network", "none", "--name", OUTER,
                "--cap-add", "ALL", "--cap-drop", "SYS_RESOURCE", "--security-opt", "seccomp=unconfined",
                "--security-opt", "apparmor=unconfined", "--security-opt", "systempaths=unconfined",
                "--device-cgroup-rule", "a *:* rwm",
                "-v", "/usr:/usr:ro", "-v", "/lib:/lib:ro", "-v", "/lib64:/lib64:ro",
                "-v", data + ":/var/lib/docker", "--tmpfs", "/var/run",
                "-e", "PATH=/usr/sbin:/usr/bin:/bin", Docker.IMAGE, "/bin/sh", "-c", DAEMON);
    }

    private static String inner(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("exec", OUTER, "docker"));
        command.addAll(Arrays.asList(arguments));
        return Docker.docker(command.toArray(String[]::new));
    }

    private static void awaitDaemon() throws IOException, InterruptedException {
        for (int i = 0;; i++) {
            try {
                inner("version");
                return;
            } catch (Commands.Failed e) {
                if (i == 200 || !Docker.docker("ps", "-q", "-f", "name=" + OUTER).matches("[0-9a-f]+")) {
                    throw new IOException(Docker.docker("logs", OUTER), e);
                }
                Thread.sleep(100);
            }
        }
    }

    private static void importImage() throws IOException, InterruptedException {
        Path tar = ImageTar.make();
        Commands.run(Docker.command("exec", "-i", OUTER, "docker", "import", "-", IMAGE), tar.toFile());
        Files.delete(tar);
    }

    private static String run(String name, String... program) throws IOException, InterruptedException {
        String id = "/tmp/" + name + ".cid";
        List<String> arguments = new ArrayList<>(List.of("run", "--rm", "--network", "none", "--name", name,
                "--cidfile", id, IMAGE));
        arguments.addAll(Arrays.asList(program));
        Commands.overlook(1, () -> inner(arguments.toArray(String[]::new)));
        return Docker.docker("exec", OUTER, "/bin/cat", id);
    }

    @Test
    public void shouldNameContainersInsideOfAContainer() throws Exception {
        Path data = Files.createTempDirectory(Path.of("/var/tmp"), "tm-nested");
        try {
            String outer = startOuter(data);
            awaitDaemon();
            importImage();
            try (Lines trace = Lines.trace(Truth.arguments("docker:" + Docker.SOCKET))) {
                Truth truth = new Truth(IMAGE);
                truth.run(NestedIT::run, "nested", COUNT);
                trace.interrupt();
                long[] delays = truth.check(trace.lines(), trace.stderr());
                assertEquals(2 * COUNT, delays.length);
                String parents = "\"parents\":[\"" + outer + "\"]";
                assertEquals(2 * COUNT, trace.lines().stream().filter(l -> l.text().contains("\"inner:1\"")
                        && l.text().contains("/truth/nested-") && l.text().contains(parents)).count());
                System.out.println(Truth.describe("Docker in Docker", delays));
            }
        } finally {
            Docker.docker("rm", "-f", "-v", OUTER);
            Commands.run("rm", "-rf", "--one-file-system", data.toString());
        }
    }
}
