package io.tallyman.engine.internal.filtering;

import io.tallyman.engine.early.EarlyFilter;
import io.tallyman.engine.internal.process.ProcessImage;
import io.tallyman.engine.internal.session.Session;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells the source of the processes of which a session wants nothing, since they are outside of the session's process
 * trees. Each process is judged once in a generation, after an event of the process has been read. The source itself makes
 * exempt what an exempt process starts. Reader thread only.
 */
final class ProcessExemptions {
    private final EarlyFilter filter;
    private final List<ProcessImage> found = new ArrayList<>();
    private Session[] sessions = {};
    private long generation;
    /** A session asks for process trees, so that a process may be exempt. */
    private boolean active;

    ProcessExemptions(EarlyFilter filter) {
        this.filter = filter;
    }

    /** A plan is in force. The source has no exempt processes. */
    void begin(Session[] now, long newGeneration) {
        sessions = now;
        generation = newGeneration;
        active = false;
        for (Session session : now) {
            active |= session.asksForTrees();
        }
        found.clear();
    }

    /** An event of this process has been read, which may have ended since then; null where nobody knows the process. */
    void read(ProcessImage process) {
        if (active && process != null && process.life().judge(generation)) {
            found.add(process);
        }
    }

    /** The last event of this process has been read; null where nobody knows the process. */
    void ended(ProcessImage process) {
        if (process != null) {
            process.life().end();
            if (process.life().isTold()) {
                filter.forgetProcess(process.hostPid());
            }
        }
    }

    /** Tells of the processes that were found since the last call and have not ended. */
    void tell() {
        for (int i = 0; i < found.size(); i++) {
            ProcessImage process = found.get(i);
            long subscribers = process.life().hasEnded() ? 0 : subscribersOutside(process);
            if (subscribers != 0) {
                process.life().tell();
                filter.exemptProcess(process.hostPid(), process.life().start(), subscribers);
            }
        }
        found.clear();
    }

    private long subscribersOutside(ProcessImage process) {
        long subscribers = 0;
        for (int i = 0; i < Math.min(sessions.length, Subscribers.ALONE); i++) {
            subscribers |= sessions[i].isOutside(process) ? Subscribers.bit(i) : 0;
        }
        return subscribers;
    }
}
