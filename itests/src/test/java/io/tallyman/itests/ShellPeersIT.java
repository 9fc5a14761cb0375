package io.tallyman.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** Root inside a container that mounts the host's files, the shell's socket among them, acts as the attacker. */
public class ShellPeersIT {
    /** Cgroups that no runtime knows for its own. */
    private static final String CGROUP_PARENT = "/tm-shell-peers";

    private static Tallyman engine;

    @BeforeClass
    public static void run() throws Exception {
        Docker.makeImage();
        engine = Tallyman.launch("run");
        engine.awaitErr("running");
    }

    @AfterClass
    public static void end() throws Exception {
        engine.close();
        Commands.run("sh", "-c", "find /sys/fs/cgroup -depth -type d -path '*" + CGROUP_PARENT + "*' -exec rmdir {} +");
    }

    /** The real client, of the host's files: as root of the container. */
    private static List<String> client() {
        Path run = Path.of(System.getenv().getOrDefault("TALLYMAN_RUN", "/run/tallyman"));
        return List.of("/bin/busybox", "chroot", "/host", Tallyman.HOME.resolve("bin/tallyman").toString(), "shell",
                "--socket", run.resolve("shell-" + engine.pid() + ".sock").toString(), "trace:status");
    }

    private static void assertRefused(Commands.Failed refused) {
        assertEquals(refused.getMessage(), 1, refused.code);
        assertTrue(refused.getMessage(), refused.getMessage().contains("the shell is not for processes"));
    }

    private static void assertRefusedByDocker(String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("run", "--rm", "--network", "none", "--name", "tm-peer", "-v",
                "/:/host"));
        arguments.addAll(Arrays.asList(options));
        arguments.add(Docker.IMAGE);
        arguments.addAll(client());
        try {
            throw new AssertionError("not refused: " + Docker.docker(arguments.toArray(String[]::new)));
        } catch (Commands.Failed e) {
            assertRefused(e);
        }
    }

    @Test
    public void shouldRefuseAContainer() throws Exception {
        assertRefusedByDocker();
    }

    @Test
    public void shouldRefuseAContainerInACgroupOfAnotherName() throws Exception {
        assertRefusedByDocker("--cgroup-parent=" + CGROUP_PARENT);
    }

    @Test
    public void shouldRefuseAContainerThatSharesTheProcessesOfTheHost() throws Exception {
        assertRefusedByDocker("--pid=host", "--cgroup-parent=" + CGROUP_PARENT);
    }

    @Test
    public void shouldRefuseAContainerOfCtr() throws Exception {
        List<String> arguments = new ArrayList<>(List.of("run", "--rm", "--snapshotter", "native", "--mount",
                "type=bind,src=/,dst=/host,options=rbind:rw", Containerd.IMAGE, "tm-peer"));
        arguments.addAll(client());
        try {
            throw new AssertionError("not refused: " + Containerd.ctr(arguments.toArray(String[]::new)));
        } catch (Commands.Failed e) {
            assertRefused(e);
        }
    }

    /** The same client is served where it is not inside a container. */
    @Test
    public void shouldServeTheHost() throws Exception {
        List<String> client = client();
        assertEquals("nothing is traced\n", Commands.run(client.subList(3, client.size()), null));
    }
}
