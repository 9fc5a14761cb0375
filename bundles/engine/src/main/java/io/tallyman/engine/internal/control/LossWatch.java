package io.tallyman.engine.internal.control;

import io.tallyman.api.source.LossCounter;
import io.tallyman.engine.internal.dispatch.Pipeline;
import io.tallyman.engine.internal.output.Output;
import io.tallyman.engine.internal.session.Session;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/** Looks at the counters of losses once a second while something is traced, and logs what was lost. Control thread. */
final class LossWatch {
    private static final long LOOK_MILLIS = 1_000;
    /** Names of counters that tell of a full ring begin with this. */
    private static final String RING = "ring_";

    private final ControlThread control;
    private final SharedSource source;
    private final List<Session> sessions;
    private final Set<String> seen = new HashSet<>();
    private LossNotices notices;
    private Future<?> looking;

    LossWatch(ControlThread control, SharedSource source, List<Session> sessions) {
        this.control = control;
        this.source = source;
        this.sessions = sessions;
    }

    /** A source was opened; its counters begin at zero. */
    void begin() {
        notices = new LossNotices(System::nanoTime, LossWatch::say);
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
        seen.clear();
        look(pipeline.losses());
        for (Session session : sessions) {
            for (Output output : session.outputs()) {
                look(session, output);
            }
        }
        notices.keep(seen);
    }

    /** Several counters tell of a full ring; the notice adds them up. */
    private void look(List<LossCounter> counters) {
        long ring = 0;
        for (LossCounter counter : counters) {
            if (counter.name().startsWith(RING)) {
                ring += counter.value();
            } else {
                look("source/" + counter.name(), counter.value(),
                        (number, time) -> "lost " + number + " events in " + time + ": " + words(counter));
            }
        }
        look("source/" + RING, ring,
                (number, time) -> "lost " + number + " events in " + time + ": the ring buffer was full" + reason());
    }

    private void look(Session session, Output output) {
        String kind = session.name() + "/" + output.request().name();
        String name = "output " + output.request().name();
        Output.Losses lost = output.losses();
        look(kind + "/dropped", lost.dropped(),
                (number, time) -> name + " lost " + number + " events in " + time + ": its queue was full");
        look(kind + "/failed", lost.failed(),
                (number, time) -> name + " lost " + number + " events in " + time + ": " + lost.lastTrouble());
        if (lost.failed() == 0) {
            look(kind + "/troubles", lost.troubles(),
                    (number, time) -> name + " failed " + number + " times in " + time + ": " + lost.lastTrouble());
        }
    }

    private void look(String kind, long total, LossNotices.Sentence sentence) {
        seen.add(kind);
        notices.look(kind, total, sentence);
    }

    /** The counter's sentence, so that it can stand within another one. */
    private static String words(LossCounter counter) {
        String sentence = counter.description();
        return sentence.isEmpty() ? counter.name()
                : Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1).replaceFirst("\\.$", "");
    }

    /** A full ring has a reason: an output that holds the reader back, or a reader that got no processor. */
    private String reason() {
        String slow = sessions.stream().flatMap(s -> Arrays.stream(s.outputs())).filter(Output::isHoldingBack)
                .map(o -> o.request().name()).distinct().collect(Collectors.joining(", "));
        return slow.isEmpty() ? " (a larger --buffer rides out a busy machine)" : " (output " + slow + " is slow)";
    }
}
