package io.tallyman.engine.internal.process;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.event.EventView;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The processes that there are, from /proc when they are first asked for and from then on from the records of their
 * forks, execs and exits. One that has ended is remembered for a while: some events come late. Reader thread only.
 */
public final class Processes {
    public static final EventType FORK = Catalogue.builtIn().byName("sched_process_fork");
    public static final EventType EXEC = Catalogue.builtIn().byName("sched_process_exec");
    public static final EventType EXIT = Catalogue.builtIn().byName("sched_process_exit");

    private static final int CHILD_PID = FORK.indexOf("child_pid");
    private static final int CHILD_TID = FORK.indexOf("child_tid");
    private static final int CHILD_START = FORK.indexOf("start_time");
    private static final int PATHNAME = EXEC.indexOf("pathname");
    private static final int LAST = EXIT.indexOf("process_group_exit");
    /** So many that have ended are remembered. */
    private static final int FORMER = 4_096;

    private final ProcessMap programs = new ProcessMap();
    private final Deque<ProcessImage> former = new ArrayDeque<>();
    private boolean followed;

    /** Begins or ends to know the processes. */
    public void follow(boolean wanted) {
        if (wanted && !followed) {
            ProcessScan.read().forEach(programs::put);
        } else if (!wanted) {
            programs.clear();
            former.clear();
        }
        followed = wanted;
    }

    public boolean areFollowed() {
        return followed;
    }

    /** The process of that id as it is by the records so far, or null. */
    public ProcessImage find(int hostPid) {
        return followed ? programs.get(hostPid) : null;
    }

    /** Takes in a record before others look at its process. */
    public void before(EventView event) {
        if (event.type() == EXEC) {
            ProcessImage now = programs.get(event.hostPid());
            programs.put(now == null ? new ProcessImage(event.hostPid(), 0, event.text(PATHNAME), null)
                    : now.next(event.text(PATHNAME)));
        }
    }

    /** Takes in a record after others have looked at its process; true where that has ended. */
    public boolean after(EventView event) {
        if (event.type() == FORK && event.number(CHILD_PID) == event.number(CHILD_TID)) {
            ProcessImage parent = programs.get(event.hostPid());
            programs.put(new ProcessImage((int) event.number(CHILD_PID), event.number(CHILD_START),
                    parent == null ? "" : parent.binary(), parent));
        } else if (event.type() == EXIT && event.number(LAST) != 0) {
            ProcessImage ended = programs.get(event.hostPid());
            if (ended != null) {
                former.add(ended);
            }
            if (former.size() > FORMER) {
                programs.remove(former.poll());
            }
            return true;
        }
        return false;
    }
}
