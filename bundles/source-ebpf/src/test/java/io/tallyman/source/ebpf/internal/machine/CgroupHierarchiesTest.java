package io.tallyman.source.ebpf.internal.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.source.CgroupHierarchy;
import io.tallyman.api.source.SourceException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class CgroupHierarchiesTest {
    private static final String V2 = "31 23 0:28 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate";
    private static final String MEMORY = "35 31 0:31 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory";
    private static final String CPUSET =
            "34 31 0:30 /docker/ab /sys/fs/cgroup/cp\\040set rw - cgroup none rw,cpuset,cpu";
    private static final String SYSTEMD = "40 31 0:37 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,name=systemd";
    private static final List<String> MEMBERSHIPS = List.of("9:name=systemd:/", "7:memory:/a",
            "3:cpu,cpuset:/", "0::/x");

    private static CgroupHierarchies with(String... mounts) {
        return new CgroupHierarchies(List.of(mounts), MEMBERSHIPS);
    }

    @Test
    void shouldChooseV2WhereNoV1ControllerIsMounted() {
        assertEquals(new CgroupHierarchy(0, "", Path.of("/sys/fs/cgroup"), "/"), with(SYSTEMD, V2).choose());
    }

    @Test
    void shouldChooseCpusetBeforeMemoryWhateverTheirOrder() {
        assertEquals(new CgroupHierarchy(3, "cpuset", Path.of("/sys/fs/cgroup/cp set"), "/docker/ab"),
                with(V2, MEMORY, CPUSET).choose());
    }

    @Test
    void shouldChooseTheOnlyMountedController() {
        assertEquals(new CgroupHierarchy(7, "memory", Path.of("/sys/fs/cgroup/memory"), "/"),
                with(MEMORY, V2).choose());
    }

    /** A pod has the mount of its own cgroup namespace, and the machine's at another place. */
    @Test
    void shouldTakeTheMountOfItsOwnNamespaceBeforeTheMachines() {
        String machine = "41 23 0:28 /../../.. /host/sys/fs/cgroup ro - cgroup2 cgroup2 rw";
        for (String[] mounts : new String[][] {{machine, V2}, {V2, machine}}) {
            assertEquals(new CgroupHierarchy(0, "", Path.of("/sys/fs/cgroup"), "/"), with(mounts).choose());
        }
        assertEquals("/../../..", with(machine).choose().mountRoot());
    }

    @Test
    void shouldKnowV2WithoutAnyMount() {
        assertEquals(new CgroupHierarchy(0, "", null, "/"), with().choose());
    }

    @Test
    void shouldTakeWhatIsAskedForAndRefuseWhatIsNotThere() throws SourceException {
        assertEquals(7, with(CPUSET, MEMORY).named("memory").id());
        assertEquals(0, with(CPUSET, V2).named("v2").id());
        String message = assertThrows(SourceException.class, () -> with(CPUSET).named("pids")).getMessage();
        assertTrue(message.contains("'pids'") && message.contains("Choose v2"), message);
        assertThrows(SourceException.class, () -> with(CPUSET).named(""));
    }
}
