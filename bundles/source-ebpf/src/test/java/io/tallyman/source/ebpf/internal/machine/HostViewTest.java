package io.tallyman.source.ebpf.internal.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyman.api.check.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostViewTest {
    @TempDir
    private Path namespaces;

    private boolean showsCgroups;

    private void link(String name, long inode) throws IOException {
        Files.createSymbolicLink(namespaces.resolve(name), Path.of(name + ":[" + inode + "]"));
    }

    private List<String> subjects() {
        return HostView.missing(namespaces, showsCgroups).stream().map(Finding::subject).toList();
    }

    @Test
    void shouldMissNothingInTheNamespacesOfTheMachine() throws IOException {
        link("pid", 4026531836L);
        link("cgroup", 4026531835L);
        assertEquals(List.of(), subjects());
    }

    @Test
    void shouldNameTheNamespacesOfAContainer() throws IOException {
        link("pid", 4026532601L);
        link("cgroup", 4026532603L);
        assertEquals(List.of("pid namespace", "cgroup namespace"), subjects());
    }

    /** As a pod has it. */
    @Test
    void shouldNotMissTheCgroupNamespaceWhereAMountShowsAllCgroups() throws IOException {
        showsCgroups = true;
        link("pid", 4026531836L);
        link("cgroup", 4026532603L);
        assertEquals(List.of(), subjects());
    }

    @Test
    void shouldNotComplainOfWhatCannotBeRead() {
        assertEquals(List.of(), subjects());
    }
}
