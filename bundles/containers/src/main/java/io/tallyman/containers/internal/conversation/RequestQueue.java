package io.tallyman.containers.internal.conversation;

import io.tallyman.api.runtime.RuntimeConnection;
import io.tallyman.containers.internal.authority.FragmentLimits;
import io.tallyman.containers.internal.counters.CallStatistics;
import io.tallyman.containers.internal.plugins.CallGuard;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeoutException;

/**
 * The requests that one thread makes to one connection, one after the other. Any thread may add a request. Each
 * accepted request is answered, also if the queue is closed before.
 */
final class RequestQueue {
    private static final int MOST = 4_096;
    private static final int FAILURES_IN_A_ROW = 3;
    private static final Request NOTHING = new Request() {
        @Override
        public void run(RuntimeConnection connection) {
        }

        @Override
        public void fail(String reason) {
        }
    };

    private final BlockingQueue<Request> jobs = new ArrayBlockingQueue<>(MOST);
    private final RuntimeConnection connection;
    private final CallStatistics statistics;
    /** True if a failing call ends the connection; false if it only means that one container cannot be told of. */
    private final boolean strict;
    final CallGuard guard = new CallGuard();
    private volatile String closed;
    private volatile Request underWay;
    private int failures;

    RequestQueue(RuntimeConnection connection, CallStatistics statistics, boolean strict) {
        this.connection = connection;
        this.statistics = statistics;
        this.strict = strict;
    }

    /** @return false where the queue is closed or full */
    boolean offer(Request job) {
        if (closed != null || !jobs.offer(job)) {
            return false;
        }
        return closed == null || !jobs.remove(job);
    }

    /**
     * Ends the queue and the call that is under way. What waits fails now: the thread of this queue may never have begun,
     * or may be in a call that does not end.
     */
    void close(String reason) {
        if (closed == null) {
            closed = reason;
        }
        failAll();
        jobs.offer(NOTHING);
        guard.expire(0);
    }

    /** Fails the request under way if its call does not end although it was interrupted. Returns whether that is so. */
    boolean failIfStuck(long longerThanNanos) {
        Request stuck = underWay;
        if (stuck == null || !guard.isStuck(longerThanNanos)) {
            return false;
        }
        stuck.fail("hangs: a call does not end");
        return true;
    }

    private void failAll() {
        for (Request job = jobs.poll(); job != null; job = jobs.poll()) {
            job.fail(closed);
        }
    }

    /** Makes the requests until the queue is closed or the connection fails. Returns the reason. */
    String work() {
        while (closed == null) {
            Request job;
            try {
                job = jobs.take();
            } catch (InterruptedException e) {
                // a call was interrupted when it had just returned
                continue;
            }
            String bad = job == NOTHING ? null : work(job);
            if (bad != null && closed == null) {
                closed = bad;
            }
        }
        failAll();
        return closed;
    }

    private String work(Request job) {
        underWay = job;
        try {
            return call(job);
        } finally {
            underWay = null;
        }
    }

    private String call(Request job) {
        String failure;
        guard.begin();
        try {
            job.run(connection);
            statistics.answered(guard.end());
            failures = 0;
            return null;
        } catch (TimeoutException e) {
            // the call returned too late, but its answer has been posted
            return null;
        } catch (Exception | LinkageError e) {
            failure = FragmentLimits.reason(e);
        }
        try {
            guard.end();
            statistics.failed("error");
            job.fail(failure);
            return strict && ++failures >= FAILURES_IN_A_ROW ? failure : null;
        } catch (TimeoutException e) {
            statistics.failed("timeout");
            job.fail("no answer in time");
            return strict ? "hangs: no answer in time" : null;
        }
    }
}
