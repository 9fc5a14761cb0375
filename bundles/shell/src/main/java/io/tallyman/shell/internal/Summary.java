package io.tallyman.shell.internal;

import io.tallyman.api.source.LossCounter;
import io.tallyman.engine.EngineStatus;
import io.tallyman.engine.SessionStatus;
import io.tallyman.engine.SessionStatus.OutputStatus;

/** The one line of counters at the end of a trace: every loss has its name in it, also at zero. */
final class Summary {
    private Summary() {
    }

    /** @param engine may be null where the engine could not tell */
    static String of(SessionStatus session, EngineStatus engine) {
        StringBuilder line = new StringBuilder("end");
        if (engine != null) {
            line.append(": emitted=").append(engine.emitted()).append(" read=").append(engine.read());
        }
        line.append(" seen=").append(session.seen()).append(" matched=").append(session.matched())
                .append(" undecided=").append(session.undecided());
        for (OutputStatus output : session.outputs()) {
            line.append("; ").append(output.name()).append(": delivered=").append(output.delivered())
                    .append(" dropped=").append(output.dropped()).append(" failed=").append(output.failed());
        }
        if (engine != null) {
            line.append("; lost:");
            for (LossCounter loss : engine.losses()) {
                line.append(' ').append(loss.name()).append('=').append(loss.value());
            }
            line.append(" pending=").append(engine.pendingReleased());
        }
        return line.toString();
    }
}
