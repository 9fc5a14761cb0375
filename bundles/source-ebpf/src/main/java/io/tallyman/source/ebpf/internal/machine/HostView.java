package io.tallyman.source.ebpf.internal.machine;

import io.tallyman.api.check.Finding;
import io.tallyman.api.source.SourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a container hides of the machine from this process. Events of the whole machine come all the same, so tracing works
 * as far as it can; what is missing is said at the start and by the doctor.
 */
public final class HostView {
    /** Inodes of the namespaces that the machine starts with: {@code include/uapi/linux/nsfs.h}. */
    private static final long INITIAL_CGROUP = 0xEFFFFFFBL;
    private static final long INITIAL_PID = 0xEFFFFFFCL;

    private HostView() {
    }

    /** A finding for each namespace of the machine that this process is not in. */
    public static List<Finding> missing() {
        return missing(Path.of("/proc/self/ns"), showsCgroups());
    }

    private static boolean showsCgroups() {
        try {
            CgroupHierarchies hierarchies = CgroupHierarchies.ofThisMachine();
            return hierarchies.showsWhole(hierarchies.choose());
        } catch (SourceException e) {
            // whoever opens the source is told
            return true;
        }
    }

    /**
     * What is missing.
     *
     * @param namespaces   a directory like {@code /proc/self/ns}
     * @param showsCgroups a mount here shows all cgroups of the machine
     */
    static List<Finding> missing(Path namespaces, boolean showsCgroups) {
        List<Finding> missing = new ArrayList<>();
        if (!isInitial(namespaces.resolve("pid"), INITIAL_PID)) {
            missing.add(Finding.warning("pid namespace", "is not the machine's: runtimes that run inside containers are not "
                    + "found, and the filters binary, tree and follow do not know the processes from before the start",
                    "Run the container with --pid=host (Kubernetes: hostPID: true)."));
        }
        if (!showsCgroups && !isInitial(namespaces.resolve("cgroup"), INITIAL_CGROUP)) {
            missing.add(Finding.warning("cgroup namespace", "is not the machine's: containers that ran before the start may "
                    + "stay unknown until they have an event", "Run the container with --cgroupns=host (Kubernetes: mount the machine's /sys/fs/cgroup at another place)."));
        }
        return missing;
    }

    /** A namespace whose link cannot be read is not complained of: nothing is known of the namespace. */
    private static boolean isInitial(Path link, long inode) {
        try {
            return Files.readSymbolicLink(link).toString().endsWith(":[" + inode + "]");
        } catch (IOException e) {
            return true;
        }
    }
}
