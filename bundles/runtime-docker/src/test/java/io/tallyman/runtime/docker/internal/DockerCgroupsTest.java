package io.tallyman.runtime.docker.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tallyman.api.runtime.CgroupMatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DockerCgroupsTest {
    private static final String ID = "0123456789abcdef".repeat(4);
    private static final String OUTER = "fedcba9876543210".repeat(4);

    @ParameterizedTest
    @ValueSource(strings = {"/docker/", "/docker/" + OUTER_DIR, "/some/slice/docker/"})
    void belowDockerAnIdIsSure(String parent) {
        assertEquals(new CgroupMatch(ID, true), DockerCgroups.match(parent + ID));
    }

    private static final String OUTER_DIR = "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210/docker/";

    @ParameterizedTest
    @ValueSource(strings = {"/system.slice/docker-", "/user.slice/user-1000.slice/user@1000.service/user.slice/docker-",
        "/kubepods.slice/kubepods-pod1_2.slice/docker-", "/docker-"})
    void aScopeOfDockersIsSure(String parent) {
        assertEquals(new CgroupMatch(ID, true), DockerCgroups.match(parent + ID + ".scope"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/foo/bar/", "/", "/kubepods/besteffort/podca3b03da-dd85-4184-7f93-4a138f024e33/",
        "/docker/" + OUTER_DIR + "x/"})
    void elsewhereABareIdIsAGuess(String parent) {
        assertEquals(new CgroupMatch(ID, false), DockerCgroups.match(parent + ID));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "", "/docker", "/docker/", "/docker/buildkit", "/docker/c1", "/default/c1",
        "/docker/0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF", "/system.slice/docker.service",
        "/system.slice/docker-c1.scope", "/libpod_parent/libpod-0123"})
    void nothingElseIsDockers(String path) {
        assertNull(DockerCgroups.match(path));
    }

    @Test
    void otherRuntimesFormsAreNotDockers() {
        assertNull(DockerCgroups.match("/libpod_parent/" + ID));
        assertNull(DockerCgroups.match("/libpod_parent/libpod-" + ID));
        assertNull(DockerCgroups.match("/kubepods.slice/cri-containerd-" + ID + ".scope"));
        assertNull(DockerCgroups.match("/kubepods/pod1/crio-" + ID));
        assertNull(DockerCgroups.match("/docker/" + ID + "0"));
        assertNull(DockerCgroups.match("/docker/" + ID + "/init"));
    }
}
