package io.tallyman.engine.internal.control;

import io.tallyman.api.source.LossCounter;
import io.tallyman.engine.internal.dispatch.Pipeline;
import io.tallyman.engine.internal.loss.SourceLosses;
import io.tallyman.engine.internal.output.Output;
import io.tallyman.engine.internal.session.Session;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** Words for what is lost: how much, why, and whose it was. Control thread. */
final class LossMessages {
    private final Set<String> seen = new HashSet<>();
    private final LossNotices notices;
    private final LossOwners owners = new LossOwners();

    /** @param clock in nanoseconds */
    LossMessages(LongSupplier clock, Consumer<String> say) {
        notices = new LossNotices(clock, say);
    }

    /** Looks at all counters. To be called again and again, also while nothing is lost. */
    void look(Pipeline pipeline, List<Session> sessions) {
        seen.clear();
        lookAtSource(pipeline, sessions);
        for (Session session : sessions) {
            for (Output output : session.outputs()) {
                look(session, output);
            }
        }
        notices.keep(seen);
    }

    /** Several counters tell of a full ring; the notice adds them up. */
    private void lookAtSource(Pipeline pipeline, List<Session> sessions) {
        long ring = 0;
        for (LossCounter counter : pipeline.losses()) {
            if (counter.name().startsWith(SourceLosses.RING)) {
                ring += counter.value();
            } else {
                look("source/" + counter.name(), counter.value(),
                        (number, time) -> "lost " + number + " events in " + time + ": " + words(counter));
            }
        }
        long lost = ring;
        look("source/" + SourceLosses.RING, ring, (number, time) -> "lost " + number + " events in " + time
                + ": the ring buffer was full" + reason(sessions) + owners.say(pipeline.lossTotals(), lost));
    }

    private void look(Session session, Output output) {
        String kind = session.name() + "/" + output.request().name();
        String name = "output " + output.request().name();
        Output.Losses lost = output.losses();
        look(kind + "/dropped", lost.dropped(),
                (number, time) -> name + " lost " + number + " events in " + time + ": its queue was full");
        look(kind + "/failed", lost.failed(),
                (number, time) -> name + " lost " + number + " events in " + time + ": " + lost.lastTrouble());
        look(kind + "/spool", lost.spooled(),
                (number, time) -> name + " lost " + number + " events in " + time + ": " + lost.spoolTrouble());
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
    private static String reason(List<Session> sessions) {
        String slow = sessions.stream().flatMap(s -> Arrays.stream(s.outputs())).filter(Output::isHoldingBack)
                .map(o -> o.request().name()).distinct().collect(Collectors.joining(", "));
        return slow.isEmpty() ? " (a larger --buffer rides out a busy machine)" : " (output " + slow + " is slow)";
    }
}
