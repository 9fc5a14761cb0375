package io.tallyman.engine.internal.early;

import io.tallyman.api.source.SourceSession;
import io.tallyman.engine.internal.process.ProcessImage;
import io.tallyman.engine.internal.session.Session;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells the source of the processes of which a session wants nothing, since they are outside of its trees: each once an
 * event of it has been read, and until sessions change. The source knows by itself of what those start. Reader thread
 * only.
 */
public final class Outsiders {
    private final SourceSession source;
    private final List<ProcessImage> found = new ArrayList<>();
    private Session[] sessions = {};
    private boolean active;
    /** Counts the times that sessions have changed; what was found in another one does not hold. */
    private int round = 1;

    public Outsiders(SourceSession source) {
        this.source = source;
    }

    /** Other sessions, in the order of the source's wishes, which has forgotten everything. */
    public void sessions(Session[] now) {
        sessions = now;
        active = false;
        for (Session session : now) {
            active |= session.asksForTrees();
        }
        found.clear();
        round++;
    }

    /** An event of this process has been read, which may have ended since then; null: nobody knows it. */
    public void consider(ProcessImage program) {
        if (active && program != null && program.life().judge(round)) {
            found.add(program);
        }
    }

    private long mask(ProcessImage program) {
        long mask = 0;
        for (int i = 0; i < Math.min(sessions.length, Long.SIZE); i++) {
            mask |= sessions[i].isOutside(program) ? 1L << i : 0;
        }
        return mask;
    }

    /** The last event of this process has been read. */
    public void ended(ProcessImage program) {
        if (program != null) {
            program.life().end();
            if (program.life().isTold()) {
                source.forgetProcess(program.hostPid());
            }
        }
    }

    /** Tells of those that have not ended by now. To be called between two batches. */
    public void review() {
        for (int i = 0; i < found.size(); i++) {
            ProcessImage program = found.get(i);
            if (!program.life().hasEnded()) {
                tell(program, mask(program));
            }
        }
        found.clear();
    }

    private void tell(ProcessImage program, long mask) {
        if (mask != 0) {
            program.life().tell();
            source.denyProcess(program.hostPid(), program.life().start(), mask);
        }
    }
}
