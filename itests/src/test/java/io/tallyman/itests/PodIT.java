package io.tallyman.itests;

import org.junit.Test;

/** Kubernetes' pods, as its own interface to containerd makes them. */
public class PodIT {
    private static final int COUNT = Amount.of("tallyman.pods", 13, 61);

    @Test
    public void shouldNameEveryContainerOfAPodAndThePod() throws Exception {
        try (OwnContainerd containerd = new OwnContainerd()) {
            containerd.preparePods();
            try (Cri cri = new Cri(containerd.socket());
                    Lines trace = Lines.traceNamed(Truth.arguments("containerd:" + containerd.socket()))) {
                PodTruth pods = new PodTruth(cri, Containerd.IMAGE, true);
                pods.run("pod", COUNT);
                trace.interrupt();
                long[] delays = pods.check(trace, "pod", COUNT);
                System.out.println(Truth.describe("pods", delays));
                System.out.println(Truth.row("pods", COUNT, delays));
            }
        }
    }
}
