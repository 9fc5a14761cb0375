package io.tallyman.itests;

import static org.junit.Assert.*;

import org.junit.Test;

/** Docker and Podman in Docker: a daemon inside a container names its own, and where they are is said too. */
public class NestedIT {
    /** The daemon inside is found and connected to while its first container waits. */
    private static final String PATIENCE = "20s";

    private static final int COUNT = 11;
    private static final String OUTER = "tm-outer";

    private static void nameAll(Outer.Daemon daemon, String what, String imported, String image) throws Exception {
        try (Outer outer = new Outer(OUTER, daemon)) {
            outer.importImage(imported);
            try (Lines trace = Lines.trace(Truth.patient(PATIENCE, "docker:" + Docker.SOCKET))) {
                Truth truth = new Truth(image);
                Docker.awaitName(trace, OUTER);
                truth.run((name, program) -> outer.run(image, name, program), "nested", COUNT);
                trace.interrupt();
                long[] delays = truth.check(trace.lines(), trace.stderr());
                assertEquals(2 * COUNT, delays.length);
                String parents = "\"parents\":[\"" + outer.id + "\"]";
                assertEquals(2 * COUNT, trace.lines().stream().filter(l -> l.text().contains("\"" + image + "\"")
                        && l.text().contains("/truth/nested-") && l.text().contains(parents)).count());
                System.out.println(Truth.describe(what, delays));
            }
        }
    }

    @Test
    public void shouldNameContainersOfDockerInsideOfAContainer() throws Exception {
        nameAll(Outer.Daemon.DOCKER, "Docker in Docker", "inner:1", "inner:1");
    }

    @Test
    public void shouldNameContainersOfPodmanInsideOfAContainer() throws Exception {
        nameAll(Outer.Daemon.PODMAN, "Podman in Docker", "inner:1", "localhost/inner:1");
    }
}
