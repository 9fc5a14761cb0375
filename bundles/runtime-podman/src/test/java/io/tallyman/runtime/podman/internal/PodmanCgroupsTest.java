package io.tallyman.runtime.podman.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tallyman.api.runtime.CgroupMatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PodmanCgroupsTest {
    private static final String ID = "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @ValueSource(strings = {"/libpod_parent/libpod-%s", "/machine.slice/libpod-%s.scope",
        "/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-%s.scope",
        "/system.slice/web.service/libpod-payload-%s", "/any/parent/libpod-%s", "/libpod-%s"})
    void itsFormsAreSure(String form) {
        assertEquals(new CgroupMatch(ID, true), PodmanCgroups.match(String.format(form, ID)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/libpod_parent/libpod-conmon-%s", "/machine.slice/libpod-conmon-%s.scope",
        "/libpod_parent/%s", "/machine.slice/machine-libpod_pod_%s.slice", "/machine.slice/libpod-%s.scope/container",
        "/docker/%s", "/libpod_parent/libpod-%s0", "/kubepods/pod1/crio-%s"})
    void podsAndConmonAndOthersAreNotContainers(String form) {
        assertNull(PodmanCgroups.match(String.format(form, ID)));
    }

    @Test
    void shortIdsAndRootsAreNotContainers() {
        assertNull(PodmanCgroups.match("/libpod_parent/libpod-0123"));
        assertNull(PodmanCgroups.match("/"));
        assertNull(PodmanCgroups.match(""));
    }
}
