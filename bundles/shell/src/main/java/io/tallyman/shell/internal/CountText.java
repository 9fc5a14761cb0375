package io.tallyman.shell.internal;

import io.tallyman.api.output.Amounts;
import io.tallyman.api.source.LossCounter;
import io.tallyman.engine.EngineStatus;
import io.tallyman.engine.OwnerTotals;
import io.tallyman.engine.SessionStatus;
import io.tallyman.engine.SessionStatus.OutputStatus;
import io.tallyman.engine.SessionStatus.SpoolStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Puts counters that are not zero into sentences. The summary and {@code trace:status} share these sentences. */
final class CountText {
    private static final SpoolStatus NO_SPOOL = new SpoolStatus(0, 0, 0, 0, 0, 0);

    private CountText() {
    }

    /** What the whole engine lost or could not do. Empty where everything went well. */
    static List<String> of(EngineStatus engine) {
        List<String> lines = new ArrayList<>();
        if (engine.lost() > 0) {
            lines.add("lost " + Figures.number(engine.lost(), "event") + " before they were read: "
                    + engine.losses().stream().filter(c -> c.value() > 0)
                            .map(c -> words(c) + " (" + Figures.number(c.value()) + ")").collect(Collectors.joining(", ")));
        }
        lines.addAll(owners(engine));
        engine.withheld().stream().filter(c -> c.value() > 0)
                .map(c -> c.name() + " " + Figures.number(c.value(), "event") + ": " + words(c)).forEach(lines::add);
        if (engine.pendingReleased() > 0) {
            lines.add(Figures.number(engine.pendingReleased(), "event") + " left without the name of their container");
        }
        engine.failures().stream().filter(c -> c.value() > 0)
                .map(c -> words(c) + " (" + c.name() + ": " + Figures.number(c.value()) + ")").forEach(lines::add);
        return lines;
    }

    /** Whose the lost events were. */
    private static List<String> owners(EngineStatus engine) {
        List<String> lines = new ArrayList<>();
        long named = engine.worst().stream().mapToLong(OwnerTotals::lost).sum();
        if (named > 0) {
            lines.add("of these " + list(engine, OwnerTotals::lost, owner -> " (" + owner.percentLost() + " % of its events)")
                    + (engine.accounted() > named ? "; " + Figures.number(engine.accounted() - named) + " of others" : ""));
        }
        if (engine.worst().stream().anyMatch(owner -> owner.dropped() > 0)) {
            lines.add("outputs dropped " + list(engine, OwnerTotals::dropped, owner -> ""));
        }
        if (engine.worst().stream().anyMatch(owner -> owner.limited() > 0)) {
            lines.add("limits left out " + list(engine, OwnerTotals::limited, owner -> ""));
        }
        return lines;
    }

    private static String list(EngineStatus engine, ToLongFunction<OwnerTotals> count, Function<OwnerTotals, String> more) {
        return engine.worst().stream().filter(owner -> count.applyAsLong(owner) > 0)
                .map(owner -> Figures.number(count.applyAsLong(owner)) + " of " + owner.name() + more.apply(owner))
                .collect(Collectors.joining(", "));
    }

    /** What one session and its outputs lost or could not do. Empty where everything went well. */
    static List<String> of(SessionStatus session) {
        List<String> lines = new ArrayList<>();
        if (session.undecided() > 0) {
            lines.add(Figures.number(session.undecided(), "event") + " passed because the filter failed on them");
        }
        for (OutputStatus output : session.outputs()) {
            lines.addAll(of(output));
        }
        return lines;
    }

    private static List<String> of(OutputStatus output) {
        List<String> reasons = new ArrayList<>();
        if (output.dropped() > 0) {
            reasons.add("its queue was full (" + Figures.number(output.dropped()) + ")");
        }
        if (output.failed() > 0) {
            reasons.add("its destination did not take them (" + Figures.number(output.failed()) + ")"
                    + (output.detail().isEmpty() ? "" : ": " + Listing.visible(output.detail())));
        }
        SpoolStatus spool = output.spool() == null ? NO_SPOOL : output.spool();
        if (spool.dropped() > 0) {
            reasons.add("its spool or the disk was full (" + Figures.number(spool.dropped()) + ")");
        }
        if (spool.damaged() > 0) {
            reasons.add("its spool was damaged (" + Figures.number(spool.damaged()) + ")");
        }
        List<String> lines = new ArrayList<>();
        if (!reasons.isEmpty()) {
            lines.add("output " + output.name() + " lost " + Figures.number(output.dropped() + output.failed()
                    + spool.dropped() + spool.damaged(), "event") + ": " + String.join(", ", reasons));
        }
        if (spool.events() > 0) {
            lines.add("output " + output.name() + " keeps " + Figures.number(spool.events(), "event")
                    + " in its spool (" + Amounts.text(spool.bytes()) + ")");
        }
        if (spool.repeated() > 0) {
            lines.add("output " + output.name() + " may have sent " + Figures.number(spool.repeated(), "event")
                    + " twice");
        }
        return lines;
    }

    /** A counter's sentence, so that it can stand within another one. */
    private static String words(LossCounter counter) {
        String sentence = counter.description();
        return sentence.isEmpty() ? counter.name()
                : Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1).replaceFirst("\\.$", "");
    }
}
