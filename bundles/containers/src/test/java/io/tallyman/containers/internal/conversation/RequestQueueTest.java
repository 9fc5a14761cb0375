package io.tallyman.containers.internal.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.runtime.RuntimeConnection;
import io.tallyman.containers.internal.counters.CallStatistics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A container whose question nobody answers would wait for ever, so each accepted request is answered. */
@Timeout(30)
class RequestQueueTest {
    private static final String HANGS = "hangs: a call does not end";

    private final RequestQueue queue = new RequestQueue(null, new CallStatistics(), true);
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);

    /** A request whose call does what the test says. */
    private Request request(String name, Runnable call) {
        return new Request() {
            @Override
            public void run(RuntimeConnection connection) {
                call.run();
            }

            @Override
            public void fail(String reason) {
                failures.add(name + ": " + reason);
            }
        };
    }

    private void hang() {
        begun.countDown();
        while (end.getCount() > 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldFailWhatWaitsIfTheConnectionEndsBeforeItsFirstCall() {
        assertTrue(queue.offer(request("first", () -> { })));
        assertTrue(queue.offer(request("second", () -> { })));

        queue.close("closed");

        assertEquals(List.of("first: closed", "second: closed"), failures);
        assertFalse(queue.offer(request("third", () -> { })));
        assertEquals("closed", queue.work());
    }

    @Test
    void shouldFailACallThatDoesNotEndAndWhatWaitsBehind() throws Exception {
        assertTrue(queue.offer(request("hanging", this::hang)));
        assertTrue(queue.offer(request("behind", () -> { })));
        Thread worker = new Thread(queue::work);
        worker.start();
        begun.await();

        assertFalse(queue.failIfStuck(0), "the call has not been interrupted yet");
        queue.guard.expire(0);
        assertTrue(queue.failIfStuck(0));
        queue.close("closed");

        assertEquals(List.of("hanging: " + HANGS, "behind: closed"), failures);
        end.countDown();
        worker.join();
        assertFalse(queue.failIfStuck(0));
    }
}
