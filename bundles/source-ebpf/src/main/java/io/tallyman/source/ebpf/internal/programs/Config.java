package io.tallyman.source.ebpf.internal.programs;

import com.sun.jna.Pointer;
import io.tallyman.api.source.CgroupHierarchy;
import io.tallyman.source.ebpf.internal.layout.ConfigLayout;
import io.tallyman.source.ebpf.internal.machine.CgroupHierarchies;

/**
 * The settings that the programs get before they are loaded: {@code struct config} of {@code control.bpf.h}.
 *
 * @param ownPid          the tracer's process id in the tracer's own pid namespace; 0 if the tracer's events are wanted
 * @param ownPidns        inode of the tracer's pid namespace
 * @param hierarchy       the hierarchy that gives the cgroup ids
 * @param limits          how far the programs may fill the ring
 * @param exitTellsLast   whether the kernel's exit tracepoint tells if the thread is the last one of its process
 * @param fdPaths         whether records of system calls have the paths of descriptors
 * @param execEnvironment whether records of sched_process_exec have the environment
 * @param overlayEntries  whether overlay keeps entries behind its inodes
 * @param fold            whether plans may fold system calls
 * @param limit           whether plans may have limits
 * @param writeBytes      how many bytes the records of writes have of what is written
 * @param origins         whether records have the origin of their process
 */
public record Config(int ownPid, int ownPidns, CgroupHierarchy hierarchy, RingLimits limits, boolean exitTellsLast,
        boolean fdPaths, boolean execEnvironment, boolean overlayEntries, boolean fold, boolean limit,
        int writeBytes, boolean origins) {
    /** Writes the settings to the initial value of the object's read-only data. */
    void write(Pointer target) {
        target.setInt(ConfigLayout.OWN_PID, ownPid);
        target.setInt(ConfigLayout.OWN_PIDNS, ownPidns);
        target.setInt(ConfigLayout.HIERARCHY, hierarchy.id());
        target.setInt(ConfigLayout.CONTROLLER, CgroupHierarchies.CONTROLLERS.indexOf(hierarchy.controller()));
        limits.write(target);
        target.setInt(ConfigLayout.EXIT_TELLS_LAST, exitTellsLast ? 1 : 0);
        target.setInt(ConfigLayout.FD_PATHS, fdPaths ? 1 : 0);
        target.setInt(ConfigLayout.EXEC_ENV, execEnvironment ? 1 : 0);
        target.setInt(ConfigLayout.OVERLAY_ENTRIES, overlayEntries ? 1 : 0);
        target.setInt(ConfigLayout.FOLD, fold ? 1 : 0);
        target.setInt(ConfigLayout.LIMIT, limit ? 1 : 0);
        target.setInt(ConfigLayout.WRITE_BYTES, writeBytes);
        target.setInt(ConfigLayout.ORIGIN, origins ? 1 : 0);
    }
}
