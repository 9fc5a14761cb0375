package io.tallyman.engine.internal.session;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.EventView;
import io.tallyman.api.event.ProcessView;
import io.tallyman.api.filter.EventFilter;
import io.tallyman.api.filter.Verdict;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Asks the filter of a session's plan. A filter may be a plug-in's and may fail. Then the answer is the one that loses no
 * event: a trace that shows too much is the smaller harm. Reader thread, save where a method says otherwise.
 */
final class GuardedFilter {
    private final AtomicLong undecided = new AtomicLong();

    /** Whether the event passes. The first failure is logged, and all are counted. */
    boolean passes(Plan plan, EventView view) {
        try {
            return plan.filter().test(view);
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            if (undecided.getAndIncrement() == 0) {
                System.getLogger("io.tallyman.engine").log(System.Logger.Level.WARNING,
                        "session " + plan.request().name() + ": the filter failed; such events pass and are counted", e);
            }
            return true;
        }
    }

    /** Shows a fork or an exec to a filter that follows processes. */
    void observe(Plan plan, EventView view) {
        EventFilter filter = plan.filter();
        if (filter.needsProcesses()) {
            try {
                filter.observe(view);
            } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
                undecided.getAndIncrement();
            }
        }
    }

    /** Whether no event of a process and of its descendants can pass. */
    boolean isOutside(Plan plan, ProcessView process) {
        try {
            return plan.filter().isOutside(process);
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            return false;
        }
    }

    /** What the filter can say of a container; null is the host. */
    Verdict verdict(Plan plan, Container container) {
        try {
            return plan.filter().verdict(container);
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            return Verdict.OPEN;
        }
    }

    /** How often the filter failed on an event. Any thread. */
    long undecided() {
        return undecided.get();
    }
}
