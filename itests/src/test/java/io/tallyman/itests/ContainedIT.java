package io.tallyman.itests;

import static org.junit.Assert.*;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.Test;

/** The product in a container of its own, with the runtimes' sockets where it finds them by itself. */
public class ContainedIT {
    private static final String NAME = "tm-tallyman";
    private static final String IMAGE = "tallyman:it";
    private static final int COUNT = 17;

    /** Busybox, a Java and the product, with nothing else of this machine's but what Java is linked with. */
    private static void makeImage() throws IOException, InterruptedException {
        Path root = Files.createTempDirectory(Path.of("/var/tmp"), "tm-contained");
        try {
            Path java = Path.of(System.getProperty("java.home")).toRealPath();
            Path tar = ImageTar.make();
            Commands.run("tar", "-C", root.toString(), "-xf", tar.toString());
            Files.delete(tar);
            for (String tool : new String[] {"readlink", "mkdir", "cat", "uname", "stty", "id", "cksum", "stat"}) {
                Path link = root.resolve("bin").resolve(tool);
                if (!Files.isSymbolicLink(link)) {
                    Files.createSymbolicLink(link, Path.of("busybox"));
                }
            }
            copy(root, "/opt/java", java, "--exclude=./jmods", "--exclude=./man", "--exclude=./lib/src.zip");
            copy(root, "/opt/tallyman", Tallyman.HOME.toRealPath());
            for (Path library : libraries(java)) {
                Path to = root.resolve(library.toString().substring(1));
                Files.createDirectories(to.getParent());
                Files.copy(library, to);
            }
            Commands.run("sh", "-c", "tar -C '" + root + "' -c . | " + String.join(" ", Docker.command("import",
                    "--change 'ENTRYPOINT [\"/bin/sh\", \"-c\", \"shift; exec /opt/tallyman/bin/tallyman \\\"$@\\\"\","
                    + " \"sh\"]'", "--change 'ENV JAVA_HOME=/opt/java PATH=/bin'", "-", IMAGE)));
        } finally {
            Commands.run("rm", "-r", root.toString());
        }
    }

    private static void copy(Path root, String to, Path from, String... without)
            throws IOException, InterruptedException {
        Path target = Files.createDirectories(root.resolve(to.substring(1)));
        Commands.run("sh", "-c", "tar -C '" + from + "' " + String.join(" ", without) + " -ch . | tar -C '" + target
                + "' -x");
    }

    private static List<Path> libraries(Path java) throws IOException, InterruptedException {
        return Commands.run("sh", "-c", "ldd '" + java + "/bin/java' '" + java + "'/lib/*.so '" + java
                + "/lib/server/libjvm.so' | grep -o '/[^ ]*' | grep -v :").lines().map(Path::of)
                .filter(library -> !library.startsWith(java)).distinct().toList();
    }

    /** As the README says to run it; {@code --privileged} but for the one right that these tests may lack. */
    private static Lines trace() throws IOException, InterruptedException {
        return Lines.traceBy(Docker.command("run", "--rm", "--name", NAME, "--network", "none", "--pid=host",
                "--cgroupns=host", "--cap-add", "ALL", "--cap-drop", "SYS_RESOURCE", "--security-opt",
                "seccomp=unconfined", "--security-opt", "apparmor=unconfined", "--security-opt",
                "systempaths=unconfined", "-v", Path.of(Docker.SOCKET).getParent() + ":/var/run", IMAGE),
                Truth.arguments());
    }

    @Test
    public void shouldNameTheOthersFromInsideAContainer() throws Exception {
        makeImage();
        String old = Docker.start("tm-before", "/bin/sleep", "1049");
        try (Lines trace = trace()) {
            Docker.awaitName(trace, "tm-before");
            Truth docker = new Truth(Docker.IMAGE);
            docker.run(Docker::run, "contained", COUNT);
            docker.expect("tm-before", old);
            Commands.overlook(1, () -> Docker.docker("exec", "tm-before", "/bin/cat", "/truth/tm-before"));
            trace.interrupt();
            long[] delays = docker.check(trace.lines(), trace.stderr());
            assertEquals(2 * (COUNT + 1), delays.length);
            System.out.println(Truth.describe("from inside a container", delays));
        } finally {
            Commands.overlook(1, () -> Docker.docker("rm", "-f", NAME));
            Docker.remove("tm-before");
            Docker.docker("rmi", "-f", IMAGE);
        }
    }
}
