package io.tallyman.containers.internal.naming;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyman.containers.internal.attribution.NamingProgress;
import io.tallyman.containers.internal.conversation.Reachability;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
    private static final Reachability CONNECTING = new Reachability(Reachability.State.TRYING, true, 0);
    private static final Reachability CONNECTED = new Reachability(Reachability.State.CONNECTED, false, 3);

    private final NamingProgress naming = new NamingProgress();

    private static long seconds(long count) {
        return TimeUnit.SECONDS.toNanos(count);
    }

    /** Who gives a runtime 61 s for its answer waits as long for the connection on a slow machine. */
    @Test
    void waitForAConnectionAsLongAsForAnAnswer() {
        Deadlines deadlines = new Deadlines(seconds(61));
        deadlines.start(naming, CONNECTING, seconds(7));
        assertEquals(seconds(68), naming.deadline);
        deadlines.follow(naming, CONNECTED, seconds(20));
        assertEquals(seconds(81), naming.deadline);
    }

    @Test
    void waitForAConnectionTenSecondsWhereAnAnswerHasLess() {
        Deadlines deadlines = new Deadlines(seconds(2));
        deadlines.start(naming, CONNECTING, seconds(7));
        assertEquals(seconds(17), naming.deadline);
        deadlines.follow(naming, CONNECTED, seconds(9));
        assertEquals(seconds(11), naming.deadline);
    }
}
