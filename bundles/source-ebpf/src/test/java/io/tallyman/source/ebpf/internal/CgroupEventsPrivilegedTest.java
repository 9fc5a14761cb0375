package io.tallyman.source.ebpf.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.source.CgroupHierarchy;
import io.tallyman.api.source.LossCounter;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.api.source.SourceSession;
import io.tallyman.source.ebpf.internal.machine.CgroupHierarchies;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real cgroups in the hierarchy that was chosen for this machine. */
@Tag("privileged")
@Timeout(120)
class CgroupEventsPrivilegedTest {
    private final CgroupHierarchy hierarchy;
    private final String name = "tm-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    private final Path directory;

    CgroupEventsPrivilegedTest() throws Exception {
        hierarchy = CgroupHierarchies.ofThisMachine().choose();
        directory = hierarchy.mountPoint().resolve(name);
    }

    @AfterEach
    void remove() throws Exception {
        Files.deleteIfExists(directory);
    }

    private long make() throws Exception {
        Files.createDirectory(directory);
        return (long) Files.getAttribute(directory, "unix:ino");
    }

    private String path() {
        return (hierarchy.mountRoot().equals("/") ? "" : hierarchy.mountRoot()) + "/" + name;
    }

    /** The container table is compared with the file system then. */
    @Test
    void shouldTellHowManyRecordsOfCgroupsWereLost() throws Exception {
        try (Tracer tracer = new Tracer(4096, false, "openat")) {
            assertEquals(0, tracer.session.lostCgroupRecords());
            for (int i = 0; i < 101; i++) {
                make();
                Files.delete(directory);
            }
            long full = tracer.session.losses().stream().filter(loss -> loss.name().equals("ring_full_cgroup"))
                    .mapToLong(LossCounter::value).sum();
            assertTrue(full > 150, full + " lost");
            assertTrue(tracer.session.lostCgroupRecords() >= full);
        }
    }

    @Test
    void shouldReportACgroupsLifeInOrderAndKnowItsPathMeanwhile() throws Exception {
        try (Tracer tracer = Tracer.of("sched_process_exec", "cgroup_attach_task")) {
            long id = make();
            assertEquals(path(), tracer.session.cgroupPath(id));
            // Controllers such as cpuset take no task before they are configured.
            for (String file : List.of("cpuset.cpus", "cpuset.mems")) {
                if (Files.exists(directory.resolve(file))) {
                    Files.writeString(directory.resolve(file), Files.readString(hierarchy.mountPoint().resolve(file)));
                }
            }
            int pid = tracer.run("sh", "-c", "echo $$ > " + directory + "/cgroup.procs; exec " + Tracer.HELPER);
            Files.delete(directory);
            tracer.drain();
            List<Seen> life = tracer.seen.stream().filter(one -> one.hostPid() == pid && one.cgroup() == id
                    || one.type().name().startsWith("cgroup") && one.arg("cgroup_id").equals(id)).toList();
            assertEquals(List.of("cgroup_mkdir", "cgroup_attach_task", "sched_process_exec", "cgroup_rmdir"),
                    life.stream().map(Seen::name).toList());
            life.get(0).checkAll(id, path(), (long) hierarchy.id());
            life.get(1).checkAll(id, path(), "sh", (long) pid, 1L);
            assertEquals("tm-helper", life.get(2).comm());
            life.get(3).checkAll(id, path(), (long) hierarchy.id());
            assertNull(tracer.session.cgroupPath(id));
        }
    }

    @Test
    void shouldNotLookAtOtherHierarchies() throws Exception {
        try (Tracer tracer = Tracer.of("sched_process_exec")) {
            // On cgroup v2 there is no other one, and one event all the same.
            Path other = Path.of("/sys/fs/cgroup/pids");
            if (!hierarchy.isV2() && Files.isDirectory(other)) {
                Files.delete(Files.createDirectory(other.resolve(name)));
            }
            make();
            tracer.await(one -> one.name().equals("cgroup_mkdir") && one.arg("cgroup_path").equals(path()));
            assertEquals(1, tracer.seen.stream().filter(one -> one.type().name().startsWith("cgroup")
                    && path().equals(one.arg("cgroup_path"))).count());
        }
    }

    @Test
    void shouldLetOnlyCgroupEventsThroughBeforeTheGateOpensAndNothingAfterItShuts() throws Exception {
        try (Tracer tracer = new Tracer(SourceOptions.DEFAULT_BUFFER, false, "openat")) {
            tracer.session.closeGate();
            tracer.drain();
            tracer.seen.clear();
            make();
            tracer.help("opens", "11", "/tm-marked");
            assertTrue(tracer.seen.isEmpty());
        }
        try (SourceSession session = new EbpfSource(Map.of()).open(new SourceOptions(1 << 20, false))) {
            session.prepare(Tracer.ids("openat"));
            session.events(Tracer.ids("openat"));
            new ProcessBuilder(Tracer.HELPER.toString(), "opens", "13", "/tm-marked").start().waitFor();
            Files.delete(directory);
            List<String> names = new ArrayList<>();
            while (session.poll((buffer, offset, length) -> names.add(Seen.of(buffer, offset).name())) > 0) {
            }
            assertTrue(names.contains("cgroup_rmdir"), names.toString());
            assertTrue(!names.contains("openat"), names.toString());
        }
    }
}
