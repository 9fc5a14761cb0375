package io.tallyman.shell.internal;

import io.tallyman.api.source.LossCounter;
import io.tallyman.engine.EngineStatus;
import io.tallyman.engine.SessionStatus;
import io.tallyman.engine.SessionStatus.OutputStatus;
import java.util.List;

/** The one line of counters at the end of a trace: every loss has its name in it, also at zero. */
final class Summary {
    private Summary() {
    }

    /** @param engine may be null where the engine could not tell */
    static String of(SessionStatus session, EngineStatus engine) {
        StringBuilder line = new StringBuilder("end");
        if (engine != null) {
            line.append(": emitted=").append(engine.emitted()).append(" read=").append(engine.read())
                    .append(" lost=").append(engine.lost());
        }
        line.append(" seen=").append(session.seen()).append(" matched=").append(session.matched())
                .append(" undecided=").append(session.undecided());
        for (OutputStatus output : session.outputs()) {
            line.append("; ").append(output.name()).append(": delivered=").append(output.delivered())
                    .append(" dropped=").append(output.dropped()).append(" failed=").append(output.failed());
        }
        if (engine != null) {
            counters(line.append("; lost:"), engine.losses());
            counters(line.append("; failed:"), engine.failures());
            line.append(" pending=").append(engine.pendingReleased());
        }
        return line.toString();
    }

    private static void counters(StringBuilder line, List<LossCounter> counters) {
        for (LossCounter counter : counters) {
            line.append(' ').append(counter.name()).append('=').append(counter.value());
        }
    }
}
