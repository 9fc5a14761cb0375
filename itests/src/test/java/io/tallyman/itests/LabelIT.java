package io.tallyman.itests;

import static org.junit.Assert.*;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.Test;

/** A filter on labels decides over the first event of a container that is gone at once, also where names come sooner. */
public class LabelIT {
    private static final int LABELLED = 11;
    private static final int OTHERS = 7;
    private static final List<String> LABEL = List.of("--label", "tier=front");

    /** Runs a container with further options. */
    private interface Runner {
        String run(String name, List<String> options, String... program) throws Exception;
    }

    private static Lines trace(String socket, String... filter) throws Exception {
        List<String> arguments = new ArrayList<>(Arrays.asList(Truth.arguments(socket)));
        for (String each : filter) {
            arguments.addAll(List.of("-s", each));
        }
        return Lines.traceNamed(arguments.toArray(String[]::new));
    }

    private static void check(String what, String socket, String image, Runner runner) throws Exception {
        try (Lines front = trace(socket, "label.tier=front");
                Lines rest = trace(socket, "container", "label.tier!=front")) {
            Truth labelled = new Truth(image);
            Truth others = new Truth(image);
            labelled.run((name, program) -> runner.run(name, LABEL, program), what + "-front", LABELLED);
            others.run((name, program) -> runner.run(name, List.of(), program), what + "-other", OTHERS);
            front.interrupt();
            rest.interrupt();
            assertEquals(2 * LABELLED, labelled.check(front.lines(), front.stderr()).length);
            assertEquals(2 * OTHERS, others.check(rest.lines(), rest.stderr()).length);
            assertFalse(front.stderr(), front.lines().stream().anyMatch(line -> line.text().contains(what + "-other")));
            assertFalse(rest.stderr(), rest.lines().stream().anyMatch(line -> line.text().contains(what + "-front")));
        }
    }

    @Test
    public void shouldKnowTheLabelsOfDockersContainers() throws Exception {
        Docker.makeImage();
        check("docker", "docker:" + Docker.SOCKET, Docker.IMAGE, Docker::run);
    }

    @Test
    public void shouldKnowTheLabelsOfPodmansContainers() throws Exception {
        check("podman", "podman:" + Podman.SOCKET, Podman.IMAGE, Podman::run);
    }

    @Test
    public void shouldKnowTheLabelsOfContainerdsContainers() throws Exception {
        check("ctr", "containerd:" + Containerd.SOCKET, Containerd.IMAGE, Containerd::run);
    }
}
