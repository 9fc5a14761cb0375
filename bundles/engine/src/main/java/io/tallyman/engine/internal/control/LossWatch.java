package io.tallyman.engine.internal.control;

import io.tallyman.engine.internal.dispatch.Pipeline;
import io.tallyman.engine.internal.loss.Lost;
import io.tallyman.engine.internal.output.Output;
import io.tallyman.engine.internal.session.Session;
import java.util.List;
import java.util.concurrent.Future;

/**
 * Looks at the counters of losses once a second while something is traced. What is new is told to the outputs that miss it,
 * and logged. Control thread.
 */
final class LossWatch {
    private static final long LOOK_MILLIS = 1_000;
    /** The reader finds out whose the losses were. It has this long before they are logged. */
    private static final long OWNERS_MILLIS = 100;

    private final ControlThread control;
    private final SharedSource source;
    private final List<Session> sessions;
    private LossMessages messages;
    private Future<?> looking;

    LossWatch(ControlThread control, SharedSource source, List<Session> sessions) {
        this.control = control;
        this.source = source;
        this.sessions = sessions;
    }

    /** A source was opened; its counters begin at zero. */
    void begin() {
        messages = new LossMessages(System::nanoTime, LossWatch::say);
        if (looking == null) {
            looking = control.every(LOOK_MILLIS, this::look);
        }
    }

    /** Ends the looks if nothing is traced any more. */
    void endIfClosed() {
        if (source.open() == null && looking != null) {
            looking.cancel(false);
            looking = null;
        }
    }

    private static void say(String what) {
        System.getLogger("io.tallyman.engine").log(System.Logger.Level.WARNING, what);
    }

    private void look() {
        Pipeline pipeline = source.open();
        if (pipeline == null) {
            return;
        }
        if (tell(pipeline, false, () -> { })) {
            control.after(OWNERS_MILLIS, this::log);
        } else {
            log();
        }
    }

    private void log() {
        Pipeline pipeline = source.open();
        if (pipeline != null) {
            messages.look(pipeline, sessions);
        }
    }

    /**
     * The reader has taken a session out: tells the session's outputs what they miss, before they end.
     *
     * @param onTold called once, on the control thread or on the reader thread
     */
    void tellLast(Pipeline pipeline, Runnable onTold) {
        if (!tell(pipeline, true, onTold)) {
            onTold.run();
        }
    }

    /** Returns false if there is nothing to tell. */
    private boolean tell(Pipeline pipeline, boolean last, Runnable onTold) {
        List<Lost> found = pipeline.lookForLosses();
        boolean any = !found.isEmpty() || pipeline.owesLosses();
        for (Session session : sessions) {
            for (Output output : session.outputs()) {
                any |= output.lookForHoles();
            }
        }
        if (any) {
            pipeline.tellLosses(found, List.copyOf(sessions), last, onTold);
        }
        return any;
    }
}
