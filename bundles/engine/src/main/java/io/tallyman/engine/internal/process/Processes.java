package io.tallyman.engine.internal.process;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.event.EventView;
import io.tallyman.api.source.LossCounter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/**
 * The processes that there are, from /proc when they are first asked for and from then on from the records of their
 * forks, execs and exits. One that has ended is remembered for a while: some events come late. An exit that is lost leaves a
 * process behind. Such a process goes once another one has its id, or once the table is full. Reader thread only, save where
 * a method says otherwise.
 */
public final class Processes {
    public static final EventType FORK = Catalogue.builtIn().byName("sched_process_fork");
    public static final EventType EXEC = Catalogue.builtIn().byName("sched_process_exec");
    public static final EventType EXIT = Catalogue.builtIn().byName("sched_process_exit");

    private static final int CHILD_PID = FORK.indexOf("child_pid");
    private static final int CHILD_TID = FORK.indexOf("child_tid");
    private static final int CHILD_START = FORK.indexOf("start_time");
    private static final int PATHNAME = EXEC.indexOf("pathname");
    private static final int ARGV = EXEC.indexOf("argv");
    private static final int LAST = EXIT.indexOf("process_group_exit");
    /** So many that have ended are remembered. */
    private static final int FORMER = 4_096;
    /** So many there are at the most, with those that have ended. */
    static final int MOST = 65_536;

    private final boolean scans;
    private final ProcessMap programs = new ProcessMap();
    private final Deque<ProcessImage> former = new ArrayDeque<>();
    private final Lineages lineages = new Lineages();
    private boolean followed;
    private boolean lineageIsKept;
    /** When /proc was read, in nanoseconds since boot. */
    private long scanned;
    private volatile long missed;
    private volatile long evicted;

    /** @param scans whether the processes are those of this machine, so that /proc shows what was there before */
    public Processes(boolean scans) {
        this.scans = scans;
    }

    /**
     * Begins or ends to know the processes.
     *
     * @param lineage whether their ancestors are asked for
     */
    public void follow(boolean wanted, boolean lineage) {
        boolean begins = wanted && (!followed || lineage && !lineageIsKept);
        if (begins || !wanted) {
            programs.clear();
            former.clear();
            lineages.clear();
        }
        lineageIsKept = wanted && lineage;
        if (begins && scans) {
            ProcessScan.read(lineageIsKept ? lineages : null).forEach(programs::put);
            scanned = ProcessScan.now();
        }
        followed = wanted;
    }

    public boolean areFollowed() {
        return followed;
    }

    /** Whether a process has ancestors in {@link ProcessLife#ancestors}. */
    public boolean haveLineage() {
        return lineageIsKept;
    }

    /** The process of an event as it is by the records so far, or null. */
    public ProcessImage find(EventView event) {
        ProcessImage found = followed ? programs.get(event.hostPid()) : null;
        return found != null && found.life().mayHaveStartedAt(event.processStart()) ? found : null;
    }

    /**
     * Takes in a record before others look at its process.
     *
     * @param where the container of the event as it is known now
     */
    public void before(EventView event, Supplier<Container> where) {
        ProcessImage now = seen(event, where);
        if (event.type() != EXEC) {
            return;
        }
        if (now == null) {
            miss(event);
        }
        String binary = event.text(PATHNAME);
        ProcessImage next = now == null ? new ProcessImage(event.hostPid(), event.processStart(), binary, null)
                : now.next(binary);
        if (lineageIsKept) {
            lineages.execute(next, Command.of(binary, event, ARGV), where);
        }
        put(next);
    }

    /** The process of an event. One that has ended unseen, and whose id another process has by now, goes. */
    private ProcessImage seen(EventView event, Supplier<Container> where) {
        ProcessImage found = programs.get(event.hostPid());
        if (found == null) {
            return null;
        }
        ProcessLife life = found.life();
        if (!life.mayHaveStartedAt(event.processStart())) {
            remove(found);
            return null;
        }
        life.startedAt(event.processStart());
        if (lineageIsKept && life.self() != null) {
            life.self().seenIn(where);
        }
        return found;
    }

    /**
     * Takes in a record after others have looked at its process; true where that has ended.
     *
     * @param where the container of the event as it is known now
     */
    public boolean after(EventView event, Supplier<Container> where) {
        if (event.type() == FORK && event.number(CHILD_PID) == event.number(CHILD_TID)) {
            fork(event, find(event), where);
        } else if (event.type() == EXIT && event.number(LAST) != 0) {
            ProcessImage ended = find(event);
            if (ended != null) {
                former.add(ended);
            }
            if (former.size() > FORMER) {
                remove(former.poll());
            }
            return true;
        }
        return false;
    }

    private void fork(EventView event, ProcessImage parent, Supplier<Container> where) {
        ProcessImage child = new ProcessImage((int) event.number(CHILD_PID), event.number(CHILD_START),
                parent == null ? "" : parent.binary(), parent);
        if (lineageIsKept) {
            lineages.born(child, parent, where);
        }
        if (parent == null) {
            miss(event);
        } else {
            parent.life().use();
        }
        put(child);
    }

    /**
     * Records from before /proc was read come afterwards, and their processes may have ended in between. No record of such a
     * process is missing.
     */
    private void miss(EventView event) {
        if (event.processStart() == 0 || event.processStart() >= scanned) {
            missed++;
        }
    }

    private void put(ProcessImage program) {
        program.life().use();
        ProcessImage before = programs.put(program);
        if (before != null && before.life() != program.life()) {
            lineages.forget(before.life());
        }
        while (programs.size() > MOST) {
            remove(former.isEmpty() ? evict() : former.poll());
        }
    }

    private ProcessImage evict() {
        evicted++;
        return programs.idle();
    }

    private void remove(ProcessImage program) {
        if (programs.remove(program)) {
            lineages.forget(program.life());
        }
    }

    /** Processes of which too little was known, and what there was no room for. Any thread. */
    public List<LossCounter> failures() {
        return List.of(
                new LossCounter("process_missed", missed,
                        "Forks and execs of processes that the table of processes did not know, so ancestors are missing."),
                new LossCounter("process_evicted", evicted,
                        "Processes that left the full table of processes while they may have been running."),
                new LossCounter("process_argv_left_out", lineages.leftOut(),
                        "Execs whose arguments no ancestor shows, since the table of processes had no room for them."));
    }
}
