package io.tallyman.itests;

import static org.junit.Assert.assertEquals;

import org.junit.Test;
import org.junit.experimental.categories.Category;

/** containerd 2.4, by its own client and by Kubernetes' interface. */
@Category(Heavy.class)
public class NewerContainerdIT {
    private static final int COUNT = Amount.of("tallyman.newer.count", 101, 101);
    private static final int RESTARTS = 3;
    private static final int EACH_TIME = 9;

    private static OwnContainerd start() throws Exception {
        return new OwnContainerd(NewerDaemon.needs("containerd"));
    }

    private static String[] arguments(OwnDaemon containerd) {
        return Truth.arguments("containerd:" + containerd.socket());
    }

    @Test
    public void shouldNameEveryContainerOfItsOwnClient() throws Exception {
        try (OwnContainerd containerd = start(); Lines trace = Lines.traceNamed(arguments(containerd))) {
            Truth truth = new Truth(Containerd.IMAGE).withImage();
            truth.run((name, program) -> containerd.run(false, name, program), "ctr", COUNT);
            trace.interrupt();
            long[] delays = truth.check(trace.lines(), trace.stderr());
            assertEquals(2 * COUNT, delays.length);
            System.out.println(Truth.describe("containerd 2.4", delays));
        }
    }

    @Test
    public void shouldNameEveryContainerOfAPodAndThePod() throws Exception {
        try (OwnContainerd containerd = start()) {
            containerd.preparePods();
            for (boolean labelled : new boolean[] {true, false}) {
                String prefix = labelled ? "kubelet" : "crictl";
                try (Cri cri = new Cri(containerd.socket()); Lines trace = Lines.traceNamed(arguments(containerd))) {
                    PodTruth pods = new PodTruth(cri, Containerd.IMAGE, labelled);
                    pods.run(prefix, COUNT);
                    trace.interrupt();
                    System.out.println(Truth.describe(prefix + "'s pods on containerd 2.4",
                            pods.check(trace, prefix, COUNT)));
                }
            }
        }
    }

    @Test
    public void shouldNameEveryContainerAfterEachReturn() throws Exception {
        try (OwnContainerd containerd = start(); Lines trace = Lines.traceNamed(arguments(containerd))) {
            Truth truth = new Truth(Containerd.IMAGE).withImage();
            for (int i = 0; i < RESTARTS; i++) {
                containerd.stop();
                containerd.start();
                String away = "away-" + i;
                truth.expect(away, containerd.run(true, away, "/bin/sleep", "1021"));
                containerd.show();
                trace.awaitName(away, () -> containerd.exec(away, "/bin/true"));
                truth.run((name, program) -> containerd.run(false, name, program), "back-" + i, EACH_TIME);
                containerd.exec(away, Truth.program(away));
                containerd.remove(away);
            }
            trace.interrupt();
            assertEquals(2 * RESTARTS * (EACH_TIME + 1), truth.check(trace.lines(), trace.stderr()).length);
        }
    }
}
