package io.tallyman.itests;

import static org.junit.Assert.*;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.Test;

/**
 * A runtime may go and come back: its containers are named again, those of the time in between as well. It is back once
 * one of them is: connecting takes a moment, and who has come and gone before that cannot be asked for any more.
 */
public class RestartIT {
    private static final int RESTARTS = Amount.of("tallyman.restarts", 3, 10);
    private static final int EACH_TIME = 3;

    /** While containers come and go all the time. */
    private static void restartUnderWay(String name, String image, OwnDaemon daemon) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        Thread others = new Thread(() -> comeAndGo(daemon, over));
        try (daemon; Lines trace = Lines.traceNamed(Truth.arguments(name + ":" + daemon.socket()))) {
            others.start();
            Truth truth = new Truth(image);
            long slowest = 0;
            for (int i = 0; i < RESTARTS; i++) {
                daemon.stop();
                daemon.start();
                String away = name + "-away-" + i;
                truth.expect(away, daemon.run(true, away, "/bin/sleep", "1021"));
                daemon.show();
                slowest = Math.max(slowest, trace.awaitName(away, () -> daemon.exec(away, "/bin/true")).toMillis());
                truth.run((container, program) -> daemon.run(false, container, program), name + "-" + i, EACH_TIME);
                daemon.exec(away, Truth.program(away));
                daemon.remove(away);
            }
            over.set(true);
            others.join();
            trace.interrupt();
            long[] delays = truth.check(trace.lines(), trace.stderr());
            assertEquals(RESTARTS * 2 * (EACH_TIME + 1), delays.length);
            System.out.println(Truth.describe(name + " restarted " + RESTARTS + " times", delays)
                    + ", named again after at most " + slowest + " ms");
        } finally {
            over.set(true);
            others.join();
        }
    }

    /** Some of these cannot be run, as there is no daemon; nothing is expected of them. */
    private static void comeAndGo(OwnDaemon daemon, AtomicBoolean over) {
        for (int i = 0; !over.get(); i++) {
            try {
                daemon.run(false, "other-" + i, "/bin/true");
            } catch (Exception e) {
                Thread.yield();
            }
        }
    }

    @Test
    public void shouldNameEveryContainerAfterEachReturnOfDocker() throws Exception {
        restartUnderWay("docker", Docker.IMAGE, new OwnDocker());
    }

    @Test
    public void shouldNameEveryContainerAfterEachReturnOfPodman() throws Exception {
        restartUnderWay("podman", Podman.IMAGE, new OwnPodman());
    }

    @Test
    public void shouldNameEveryContainerAfterEachReturnOfContainerd() throws Exception {
        restartUnderWay("containerd", Containerd.IMAGE, new OwnContainerd());
    }
}
