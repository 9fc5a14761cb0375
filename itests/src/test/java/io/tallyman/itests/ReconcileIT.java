package io.tallyman.itests;

import static org.junit.Assert.*;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** The container table agrees with the cgroup file system, also after records of cgroups were lost. */
public class ReconcileIT {
    private static final int BEFORE = 37;
    private static final int REMOVED = 17;
    private static final int MADE = 23;
    /** Their records are more than the smallest ring holds. */
    private static final int FILLERS = 1_009;

    private final Path parent = Cgroups.mount().resolve("tallyman-reconcile-" + ProcessHandle.current().pid());

    @Before
    public void makeParent() throws IOException {
        Files.createDirectory(parent);
    }

    @After
    public void removeAll() throws IOException {
        try (var left = Files.list(parent)) {
            for (Path each : left.filter(Files::isDirectory).toList()) {
                Files.delete(each);
            }
        }
        Files.delete(parent);
    }

    private static String id(int number) {
        return String.format("%064x", 0x7a11L << 32 | number);
    }

    private Path container(int number) {
        return parent.resolve("docker-" + id(number) + ".scope");
    }

    private void make(int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            Files.createDirectory(container(i));
        }
    }

    private Set<String> there() throws IOException {
        try (var all = Files.list(parent)) {
            return all.filter(Files::isDirectory).map(path -> path.getFileName().toString().substring(7, 71))
                    .collect(java.util.stream.Collectors.toCollection(TreeSet::new));
        }
    }

    /** The ids of this test's containers that events of this name tell of, one for each event. */
    private static List<String> told(Tallyman trace, String event) throws IOException {
        List<String> ids = new ArrayList<>();
        for (JsonObject line : trace.json()) {
            String id = line.get("containerId").getAsString();
            if (line.get("eventName").getAsString().equals(event) && id.startsWith(id(0).substring(0, 60))) {
                ids.add(id);
            }
        }
        Collections.sort(ids);
        return ids;
    }

    private static List<String> ids(int from, int to) {
        List<String> ids = new ArrayList<>();
        for (int i = from; i < to; i++) {
            ids.add(id(i));
        }
        return ids;
    }

    @Test
    public void shouldTellOfEachContainerThatCameOrWentWhileTheRingWasFull() throws Exception {
        make(0, BEFORE);
        try (Tallyman trace = Tallyman.trace("-o", "json", "--buffer", "16K", "-e",
                "existing_container,container_create,container_remove")) {
            Until.holds("what is there is told", () -> told(trace, "existing_container").equals(ids(0, BEFORE)));

            Commands.run("kill", "-STOP", Long.toString(trace.pid()));
            for (int i = 0; i < FILLERS; i++) {
                Files.delete(Files.createDirectory(parent.resolve("filler")));
            }
            for (int i = 0; i < REMOVED; i++) {
                Files.delete(container(i));
            }
            make(BEFORE, BEFORE + MADE);
            Commands.run("kill", "-CONT", Long.toString(trace.pid()));

            Until.holds("the table agrees with the file system", () -> told(trace, "container_remove").equals(
                    ids(0, REMOVED)) && told(trace, "existing_container").equals(ids(0, BEFORE + MADE)));
            assertEquals(Set.copyOf(ids(REMOVED, BEFORE + MADE)), there());
            assertEquals("no creation was seen", List.of(), told(trace, "container_create"));

            Files.delete(container(REMOVED));
            Until.holds("what is removed afterwards is told as ever",
                    () -> told(trace, "container_remove").equals(ids(0, REMOVED + 1)));
            assertEquals(0, trace.interrupt());
            assertEquals(ids(0, BEFORE + MADE), told(trace, "existing_container"));
            assertFalse(trace.stderr(), trace.stderr().contains("ring_full_cgroup 0"));
        }
    }
}
