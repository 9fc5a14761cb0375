package io.tallyman.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.List;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;
import org.junit.experimental.categories.Category;

/** The container image beside a daemon that restarts: a socket that was mounted by its directory, and one by itself. */
@Category(Heavy.class)
public class ImageSocketsIT {
    private static final String INSIDE = "/var/run/known.sock";
    private static final String COST = "the socket " + INSIDE + " alone is mounted: if docker restarts, its new "
            + "containers get no names";
    private static final String REMEDY = "mount the directory of the socket instead: -v /var/run:/var/run";
    private static final String[] OPTIONS = {"-o", "json", "--containers", "--runtime", "docker:" + INSIDE, "-e",
        "sched_process_exec,openat,open"};

    @BeforeClass
    public static void loadImage() throws Exception {
        ProductImage.load();
    }

    @AfterClass
    public static void removeImage() throws Exception {
        Docker.docker("rmi", "-f", ProductImage.NAME);
    }

    private static ImageTrace trace(String mount) throws Exception {
        return new ImageTrace(ProductImage.command(ImageTrace.NAME, List.of("-v", mount), OPTIONS), "docker");
    }

    private static void restart(OwnDaemon daemon) throws Exception {
        daemon.stop();
        daemon.start();
        daemon.show();
    }

    @Test
    public void shouldNameContainersAfterADaemonsReturnWhereTheDirectoryIsMounted() throws Exception {
        try (OwnDocker daemon = new OwnDocker(); ImageTrace trace = trace(daemon.socket().getParent() + ":/var/run")) {
            assertTrue(trace.lines().stderr(), !trace.lines().stderr().contains("alone is mounted"));
            trace.run("before", (name, program) -> daemon.run(false, name, program));
            restart(daemon);
            String beside = daemon.run(true, "beside", "/bin/sleep", "1091");
            trace.lines().awaitName("beside", () -> daemon.exec("beside", "/bin/true"));
            trace.run("after", (name, program) -> daemon.run(false, name, program));
            daemon.remove(beside);
            trace.stop();
            trace.assertNamed("before", "docker", Docker.IMAGE);
            trace.assertNamed("after", "docker", Docker.IMAGE);
        }
    }

    @Test
    public void shouldSayWhatItCostsWhereTheSocketAloneIsMounted() throws Exception {
        try (OwnDocker daemon = new OwnDocker()) {
            String mount = daemon.socket() + ":" + INSIDE;
            try (ImageTrace trace = trace(mount)) {
                trace.lines().awaitErr(COST + "; " + REMEDY);
                trace.run("before", (name, program) -> daemon.run(false, name, program));
                restart(daemon);
                daemon.run(false, "stale", "/bin/ls", "/truth/stale");
                trace.stop();
                trace.assertNamed("before", "docker", Docker.IMAGE);
                // the message tells the truth
                assertEquals(0, trace.events().stream().filter(event -> event.toString().contains("\"name\":\"stale\""))
                        .count());
            }
            // the mount shows the new socket to a container that starts now
            List<String> doctor = ProductImage.command("tm-doctor",
                    List.of("-v", daemon.socket() + ":/var/run/docker.sock"), "doctor");
            String said = Commands.run(doctor, null);
            assertTrue(said, said.contains("! docker /var/run/docker.sock: answers: "));
            assertTrue(said, said.contains(COST.replace(INSIDE, "/var/run/docker.sock")));
            assertTrue(said, said.contains(REMEDY));
        }
    }
}
