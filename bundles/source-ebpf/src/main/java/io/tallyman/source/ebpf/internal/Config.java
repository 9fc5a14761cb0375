package io.tallyman.source.ebpf.internal;

import com.sun.jna.Pointer;
import io.tallyman.api.source.CgroupHierarchy;

/**
 * What the programs are told before they are loaded: {@code struct config} of {@code control.bpf.h}.
 *
 * @param ownPid    the tracer's process in its own pid namespace; 0: leave nobody out
 * @param ownPidns  inode of that namespace
 * @param hierarchy the hierarchy that gives the cgroup ids
 * @param dataLimit bytes of the ring that may be in use before only cgroup records are written
 * @param exitTellsLast the tracepoint of an exit says whether it is the process's last
 * @param fdPaths   system calls tell the paths of their descriptors
 * @param execEnvironment an exec tells its environment
 */
record Config(int ownPid, int ownPidns, CgroupHierarchy hierarchy, int dataLimit, boolean exitTellsLast,
        boolean fdPaths, boolean execEnvironment) {
    static final int OWN_PID = 0;
    static final int OWN_PIDNS = 4;
    static final int HIERARCHY = 8;
    static final int CONTROLLER = 12;
    static final int DATA_LIMIT = 16;
    static final int EXIT_TELLS_LAST = 20;
    static final int FD_PATHS = 24;
    static final int EXEC_ENVIRONMENT = 28;
    static final int SIZE = 32;

    private static final int LEAST_HEADROOM = 64 * 1024;

    /** A sixteenth of the ring stays free for cgroup records, at least 64 KiB, and at most a quarter. */
    static int dataLimit(int ringBytes) {
        return ringBytes - Math.min(Math.max(ringBytes / 16, LEAST_HEADROOM), ringBytes / 4);
    }

    void write(Pointer target) {
        target.setInt(OWN_PID, ownPid);
        target.setInt(OWN_PIDNS, ownPidns);
        target.setInt(HIERARCHY, hierarchy.id());
        target.setInt(CONTROLLER, CgroupHierarchies.CONTROLLERS.indexOf(hierarchy.controller()));
        target.setInt(DATA_LIMIT, dataLimit);
        target.setInt(EXIT_TELLS_LAST, exitTellsLast ? 1 : 0);
        target.setInt(FD_PATHS, fdPaths ? 1 : 0);
        target.setInt(EXEC_ENVIRONMENT, execEnvironment ? 1 : 0);
    }
}
