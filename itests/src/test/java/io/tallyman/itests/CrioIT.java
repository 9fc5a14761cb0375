package io.tallyman.itests;

import static org.junit.Assert.assertEquals;

import org.junit.Test;
import org.junit.experimental.categories.Category;

/** CRI-O 1.37, which has its run root in a place of its own. */
@Category(Heavy.class)
public class CrioIT {
    private static final int COUNT = Amount.of("tallyman.newer.count", 101, 101);
    private static final int RESTARTS = 3;
    private static final int EACH_TIME = 9;

    private static OwnCrio start() throws Exception {
        return new OwnCrio(NewerDaemon.needs("crio"));
    }

    private static String[] arguments(OwnDaemon crio) {
        return Truth.arguments("crio:" + crio.socket());
    }

    @Test
    public void shouldNameEveryContainerOfAPodAndThePod() throws Exception {
        try (OwnCrio crio = start()) {
            for (boolean labelled : new boolean[] {true, false}) {
                String prefix = labelled ? "kubelet" : "crictl";
                try (Cri cri = new Cri(crio.socket()); Lines trace = Lines.traceNamed(arguments(crio))) {
                    PodTruth pods = new PodTruth(cri, OwnCrio.IMAGE, labelled);
                    pods.run(prefix, COUNT);
                    trace.interrupt();
                    System.out.println(Truth.describe(prefix + "'s pods on CRI-O", pods.check(trace, prefix, COUNT)));
                }
            }
        }
    }

    @Test
    public void shouldNameEveryContainerAfterEachReturn() throws Exception {
        try (OwnCrio crio = start(); Lines trace = Lines.traceNamed(arguments(crio))) {
            Truth truth = new Truth(OwnCrio.IMAGE).withImage();
            for (int i = 0; i < RESTARTS; i++) {
                crio.stop();
                crio.start();
                String away = "away-" + i;
                truth.expect(away, crio.run(true, away, "/bin/sleep", "1021"));
                crio.show();
                trace.awaitName(away, () -> crio.exec(away, "/bin/true"));
                truth.run((name, program) -> crio.run(false, name, program), "back-" + i, EACH_TIME);
                crio.exec(away, Truth.program(away));
                crio.remove(away);
            }
            trace.interrupt();
            assertEquals(2 * RESTARTS * (EACH_TIME + 1), truth.check(trace.lines(), trace.stderr()).length);
        }
    }
}
