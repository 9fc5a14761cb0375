package io.tallyman.engine.internal;

import io.tallyman.api.source.SourceSession;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells the source of the processes of which a session wants nothing, since they are outside of its trees: each once an
 * event of it has been read, and until sessions change. The source knows by itself of what those start. Reader thread
 * only.
 */
final class Outsiders {
    private final SourceSession source;
    private final List<Program> found = new ArrayList<>();
    private Session[] sessions = {};
    private boolean active;
    /** Counts the times that sessions have changed; what was found in another one does not hold. */
    private int round = 1;

    Outsiders(SourceSession source) {
        this.source = source;
    }

    /** Other sessions, in the order of the source's wishes, which has forgotten everything. */
    void sessions(Session[] now) {
        sessions = now;
        active = false;
        for (Session session : now) {
            active |= session.asksForTrees();
        }
        found.clear();
        round++;
    }

    /** An event of this process has been read, which may have ended since then; null: nobody knows it. */
    void consider(Program program) {
        if (active && program != null && program.life().judge(round)) {
            found.add(program);
        }
    }

    private long mask(Program program) {
        long mask = 0;
        for (int i = 0; i < Math.min(sessions.length, Long.SIZE); i++) {
            mask |= sessions[i].isOutside(program) ? 1L << i : 0;
        }
        return mask;
    }

    /** The last event of this process has been read. */
    void ended(Program program) {
        if (program != null) {
            program.life().end();
            if (program.life().isTold()) {
                source.forgetProcess(program.hostPid());
            }
        }
    }

    /** Tells of those that have not ended by now. To be called between two batches. */
    void review() {
        for (int i = 0; i < found.size(); i++) {
            Program program = found.get(i);
            if (!program.life().hasEnded()) {
                tell(program, mask(program));
            }
        }
        found.clear();
    }

    private void tell(Program program, long mask) {
        if (mask != 0) {
            program.life().tell();
            source.denyProcess(program.hostPid(), program.life().start(), mask);
        }
    }
}
