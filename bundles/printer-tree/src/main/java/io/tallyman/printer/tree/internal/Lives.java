package io.tallyman.printer.tree.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.event.EventView;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Follows processes by their forks, execs and exits. For the thread of one output. */
final class Lives {
    static final EventType FORK = Catalogue.builtIn().byName("sched_process_fork");
    static final EventType EXIT = Catalogue.builtIn().byName("sched_process_exit");
    private static final int CHILD_TID = FORK.indexOf("child_tid");
    private static final int CHILD_PID = FORK.indexOf("child_pid");
    private static final int CHILD_NS_PID = FORK.indexOf("child_ns_pid");
    private static final int CHILD_START = FORK.indexOf("start_time");
    private static final int EXIT_CODE = EXIT.indexOf("exit_code");
    private static final int WHOLE = EXIT.indexOf("process_group_exit");
    private static final int DURATION = EXIT.indexOf("duration");

    private final Limits limits;
    private final Fingerprint fingerprint = new Fingerprint();
    private final Programs programs = new Programs(fingerprint);
    private final Folding folding = new Folding(fingerprint);
    /** By the id of the container's outermost cgroup, since a restart makes another one; in the order of first events. */
    private final Map<Long, Life> byCgroup = new LinkedHashMap<>();
    /** The processes that run, by their ids on the host. */
    private final Map<Integer, Proc> running = new HashMap<>();
    private final LatelyEnded ended = new LatelyEnded();

    Lives(Limits limits) {
        this.limits = limits;
    }

    /** The life that the event belongs to, or null if there is no room for one more. A null container is the host. */
    Life of(Container container, long time) {
        Long key = container == null ? 0L : container.cgroupId();
        Life life = byCgroup.get(key);
        if (life == null) {
            if (byCgroup.size() >= limits.containers()) {
                return null;
            }
            life = new Life(container, time);
            byCgroup.put(key, life);
        }
        life.container = container;
        return life;
    }

    /** A container's entry point is about to be executed. The runtime's own processes are not followed any more. */
    void started(Life life, EventView start) {
        find(life, start);
        stopFollowing(life);
        life.start(start.time());
        add(new Proc(life, start.hostPid(), start.pid(), start.processStart(), start.time(), true), life.top);
    }

    private void stopFollowing(Life life) {
        for (Proc at = life.top; at != null; at = at.following(life.top)) {
            if (running.remove(at.hostPid, at)) {
                ended.add(at.hostPid, at.start);
            }
        }
    }

    void forked(Life life, EventView fork) {
        int child = (int) fork.number(CHILD_PID);
        if (child != fork.number(CHILD_TID)) {
            // a thread
            return;
        }
        Proc parent = find(life, fork);
        if (parent == null) {
            parent = adopt(life, fork);
        }
        if (parent == null || isFull(life)) {
            return;
        }
        int pid = (int) fork.number(CHILD_NS_PID);
        add(new Proc(life, child, pid, fork.number(CHILD_START), fork.time(), true), parent);
    }

    void executed(Life life, EventView exec) {
        Proc process = find(life, exec);
        if (process == null) {
            if (isFull(life)) {
                return;
            }
            process = new Proc(life, exec.hostPid(), exec.pid(), exec.processStart(), exec.time(), true);
            add(process, parentOf(life, exec));
            process.outerMounts = process.parent == life.top ? exec.mountNamespace() : 0;
        }
        enter(life, process, exec.mountNamespace());
        process.origin = exec.origin();
        Program program = programs.of(exec, life.room(limits));
        life.execute(process, program);
        life.withoutArguments += program.whole() ? 0 : 1;
    }

    /**
     * A runtime may execute itself once more between moving the process of an exec into the cgroup and into the container's
     * mount namespace. The process begins with what it executes in there.
     */
    private void enter(Life life, Proc process, long mounts) {
        if (life.mountNamespace == 0 && life.started && process == life.top.firstChild) {
            life.mountNamespace = mounts;
        }
        if (process.outerMounts != 0 && mounts == life.mountNamespace) {
            life.forgetPrograms(process);
            process.outerMounts = 0;
        }
    }

    void exited(Life life, EventView exit) {
        if (exit.number(WHOLE) == 0) {
            return;
        }
        Proc process = find(life, exit);
        if (process == null) {
            if (exit.hostTid() != exit.hostPid() || ended.has(exit.hostPid(), exit.processStart())) {
                return;
            }
            if (life.leftOut > 0 || isFull(life)) {
                life.leftOut++;
                life.processes++;
                return;
            }
            process = adopt(life, exit);
        }
        process.exitCode = exit.number(EXIT_CODE);
        process.lasted = process.seen || exit.hostTid() != exit.hostPid() ? exit.time() - process.began
                : exit.number(DURATION);
        if (process.programs.isEmpty()) {
            process.name = programs.nameOf(exit);
        }
        end(process, exit.time());
    }

    /** The container is gone, and so is each of its processes. */
    void forget(Life life) {
        byCgroup.values().remove(life);
        stopFollowing(life);
    }

    Collection<Life> all() {
        return byCgroup.values();
    }

    private boolean isFull(Life life) {
        return life.kept >= limits.processes();
    }

    /** The event's process, or null if it is not known. An id may come again; another start is another process. */
    private Proc find(Life life, EventView event) {
        Proc process = running.get(event.hostPid());
        if (process == null) {
            return null;
        }
        boolean other = process.start != 0 && event.processStart() != 0 && process.start != event.processStart();
        if (other || process.life != life) {
            // its end was not seen, or it was moved to another cgroup
            endUnseen(process, event.time());
            return null;
        }
        return process;
    }

    private void endUnseen(Proc process, long time) {
        process.exitCode = -1;
        end(process, time);
    }

    private Proc parentOf(Life life, EventView event) {
        Proc parent = running.get(event.hostPpid());
        return parent == null || parent.life != life ? life.top : parent;
    }

    /** A process that was there before the trace, or null if there is no room. */
    private Proc adopt(Life life, EventView event) {
        if (isFull(life)) {
            return null;
        }
        Proc process = new Proc(life, event.hostPid(), event.pid(), event.processStart(), event.time(), false);
        process.name = programs.nameOf(event);
        add(process, parentOf(life, event));
        return process;
    }

    private void add(Proc process, Proc parent) {
        Proc former = running.get(process.hostPid);
        if (former != null) {
            endUnseen(former, process.began);
        }
        process.life.keep(process, parent);
        running.put(process.hostPid, process);
    }

    private void end(Proc process, long time) {
        running.remove(process.hostPid, process);
        ended.add(process.hostPid, process.start);
        process.ended = time;
        Proc at = process;
        while (at.parent != null && at.isSettled()) {
            Proc parent = at.parent;
            parent.childSettled();
            if (!folding.shows(at)) {
                at.life.drop(at);
            }
            at = parent;
        }
    }
}
