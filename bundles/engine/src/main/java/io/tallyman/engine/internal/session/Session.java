package io.tallyman.engine.internal.session;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Metadata;
import io.tallyman.api.event.EventView;
import io.tallyman.api.event.ProcessView;
import io.tallyman.api.filter.EventFilter;
import io.tallyman.api.filter.Verdict;
import io.tallyman.engine.EngineStatus;
import io.tallyman.engine.SessionStatus;
import io.tallyman.engine.TraceException;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.TraceSession;
import io.tallyman.engine.early.Subscriber;
import io.tallyman.engine.internal.output.Output;
import io.tallyman.engine.internal.record.RecordView;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A running trace: its events, its filter, its outputs. The reader thread offers events; any thread may look and stop.
 */
public final class Session implements TraceSession {
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicLong seen = new AtomicLong();
    private final AtomicLong matched = new AtomicLong();
    private final GuardedFilter guarded = new GuardedFilter();
    private final Consumer<Session> stopper;
    private final Lock changing = new ReentrantLock();
    private final HeldFor heldFor = new HeldFor();
    private final HeldFor there = new HeldFor();
    private volatile Plan plan;
    private volatile Output[] outputs = {};
    private volatile TraceException failure;
    private volatile EngineStatus last;
    private volatile SessionState state = SessionState.PREPARING;
    /** Direct events are over for this session; what is held for it still comes. Reader thread. */
    private boolean draining;
    /** When it joined, by the clock of the records. Reader thread. */
    private long joined = Long.MIN_VALUE;

    public Session(Plan plan, Consumer<Session> stopper) {
        this.plan = plan;
        this.stopper = stopper;
    }

    public void outputs(List<Output> opened) {
        outputs = opened.toArray(Output[]::new);
    }

    /** What the session does now. Any thread. */
    public Plan plan() {
        return plan;
    }

    /** What this session wants, as far as the source can decide it. */
    public Subscriber subscriber() {
        Plan now = plan;
        return new Subscriber(now.events(), now.filter().conditions(), now.filter().roots(), now.folds(),
                now.limits());
    }

    /** Its filter is about trees of processes. */
    public boolean asksForTrees() {
        return !plan.filter().roots().isEmpty();
    }

    /**
     * Whether the session wants no event of a process and of its descendants. False if the filter fails. Reader thread.
     */
    public boolean isOutside(ProcessView process) {
        return guarded.isOutside(plan, process);
    }

    /** What its filter can say of a container; null is the host. A filter that fails says nothing. Reader thread. */
    public Verdict verdict(Container container) {
        return guarded.verdict(plan, container);
    }

    /** What has to be known of a container before its events go on. */
    public Metadata needs() {
        return plan.needs();
    }

    /** The session's events wait for the name of their container, or for more. */
    public boolean enriches() {
        return plan.enrich();
    }

    /** True where an event that was held under this number is for this session. Reader thread. */
    public boolean waitsFor(int number) {
        return heldFor.includes(number);
    }

    /** True where it took part when an event was held under this number. Reader thread. */
    public boolean isThereFor(int number) {
        return there.includes(number);
    }

    /**
     * Events come from now on. Reader thread.
     *
     * @param now by the clock of the records
     */
    public void join(int nextHeld, long now) {
        joined = now;
        there.turn(true, nextHeld);
        heldFor.turn(enriches(), nextHeld);
    }

    /** Held by a thread that changes this session, so that one change comes after another. */
    public Lock changing() {
        return changing;
    }

    /** Where it stands. Any thread. */
    public SessionState state() {
        return state;
    }

    /** The next state. Control thread. */
    public void enter(SessionState next) {
        state = next;
        if (next == SessionState.ENDED) {
            ended.countDown();
        }
    }

    /** Another plan and other outputs from the next event on. Reader thread, between two batches. */
    public synchronized void change(Plan next, Output[] opened, int nextHeld) {
        plan = next;
        outputs = opened;
        heldFor.turn(next.enrich(), nextHeld);
    }

    /** A filter that was compiled again; not taken where the session wants something else by now. */
    public synchronized void filter(TraceRequest compiledFor, EventFilter compiled) {
        if (plan.request() == compiledFor) {
            plan = plan.with(compiled);
        }
    }

    public void drain(int nextHeld) {
        draining = true;
        heldFor.turn(false, nextHeld);
        there.turn(false, nextHeld);
    }

    public boolean isDraining() {
        return draining;
    }

    public boolean wants(int event) {
        return plan.wants(event);
    }

    /** True unless it is certain, before its container has a name, that the event will not pass. */
    public boolean mayWant(EventView view, int event) {
        Plan now = plan;
        return now.wants(event) && (now.filter().needs() != Metadata.NONE || guarded.passes(now, view));
    }

    /** Its filter is about processes, or its outputs show their ancestors. */
    public boolean needsProcesses() {
        return plan.needsProcesses();
    }

    /** An output shows the ancestors of processes. */
    public boolean showsAncestors() {
        return plan.showsAncestors();
    }

    /** A fork or exec, wanted or not. Reader thread. */
    public void observe(EventView view) {
        guarded.observe(plan, view);
    }

    /** Filters and hands to the outputs. Reader thread. */
    public void offer(RecordView view, int event, ByteBuffer buffer, int offset, int length) {
        Plan now = plan;
        if (!now.wants(event) || view.beganBefore(joined)) {
            return;
        }
        seen.lazySet(seen.getPlain() + 1);
        if (guarded.passes(now, view)) {
            matched.lazySet(matched.getPlain() + 1);
            for (Output output : outputs) {
                output.offer(view, buffer, offset, length);
            }
        }
    }

    /** Hands an event that tells of lost events to the outputs. No filter decides over it, and it is not counted. Reader thread. */
    public void offerLoss(RecordView view, ByteBuffer buffer, int offset, int length) {
        if (plan.tellsLosses()) {
            for (Output output : outputs) {
                output.offerLoss(view, buffer, offset, length);
            }
        }
    }

    public void signal() {
        for (Output output : outputs) {
            output.signal();
        }
    }

    public boolean outputsHaveEnded() {
        for (Output output : outputs) {
            if (!output.hasEnded()) {
                return false;
            }
        }
        return true;
    }

    /** All that was offered has been written. Reader thread. */
    public boolean outputsAreIdle() {
        for (Output output : outputs) {
            if (!output.isIdle()) {
                return false;
            }
        }
        return true;
    }

    /** An output shows the hashes of programs. Reader thread. */
    public boolean hashes() {
        for (Output output : outputs) {
            if (output.hashes()) {
                return true;
            }
        }
        return false;
    }

    /** A remark that the outputs show where there is no error; empty: none. */
    public void note(String text) {
        for (Output output : outputs) {
            output.note(text);
        }
    }

    public void patience(boolean patient) {
        for (Output output : outputs) {
            output.patience(patient);
        }
    }

    public Output[] outputs() {
        return outputs;
    }

    public void fail(TraceException why) {
        if (failure == null) {
            failure = why;
        }
    }

    public void last(EngineStatus status) {
        last = status;
    }

    /** What the engine had counted when the session ended, or null while it runs. */
    @Override
    public EngineStatus engineAtEnd() {
        return last;
    }

    @Override
    public String name() {
        return plan.request().name();
    }

    @Override
    public TraceRequest request() {
        return plan.request();
    }

    @Override
    public SessionStatus status() {
        return new SessionStatus(seen.get(), matched.get(), guarded.undecided(),
                Arrays.stream(outputs).map(Output::status).toList());
    }

    @Override
    public void stop() {
        stopper.accept(this);
    }

    @Override
    public boolean awaitEnd(Duration time) throws InterruptedException {
        return ended.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public TraceException failure() {
        return failure;
    }
}
