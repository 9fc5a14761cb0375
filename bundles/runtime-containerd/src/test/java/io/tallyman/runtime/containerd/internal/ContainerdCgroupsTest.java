package io.tallyman.runtime.containerd.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tallyman.api.runtime.CgroupMatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerdCgroupsTest {
    private static final String ID = "0123456789abcdef".repeat(4);
    private final Namespaces namespaces = new Namespaces();
    private final Namespaces.Told machine = namespaces.open("/");

    private CgroupMatch match(String path) {
        return ContainerdCgroups.match(path, namespaces);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/kubepods/besteffort/podca3b03da-dd85-4184-7f93-4a138f024e33/%s",
        "/kubepods/podca3b03da-dd85-4184-7f93-4a138f024e33/%s", "/kubepods/burstable/pod0123456789abcdef0123456789abcdef/%s",
        "/kubepods.slice/kubepods-podca3b03da_dd85_4184_7f93_4a138f024e33.slice/cri-containerd-%s.scope",
        "/system.slice/nerdctl-%s.scope", "/k8s.io/%s", "/default/%s"})
    void formsOfItsOwnAreSure(String form) {
        assertEquals(new CgroupMatch(ID, true), match(String.format(form, ID)));
    }

    @Test
    void anyIdBelowANamespaceIsAGuess() {
        assertEquals(new CgroupMatch("c1", false), match("/default/c1"));
        assertEquals(new CgroupMatch("web-1_b.2", false), match("/docker/" + ID + "/k8s.io/web-1_b.2"));
    }

    @Test
    void aNamespaceCountsFromWhenItIsKnown() {
        assertNull(match("/acme/c1"));
        machine.add("acme");
        assertEquals(new CgroupMatch("c1", false), match("/acme/c1"));
    }

    @Test
    void dockersNamespaceIsDockers() {
        assertFalse(machine.add("moby"));
        assertNull(match("/moby/" + ID));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/docker/%s", "/foo/%s", "/%s", "/kubepods/besteffort/podca3b03da-dd85-4184-7f93-4a138f024e33",
        "/libpod_parent/%s", "/kubepods/pod1/crio-%s", "/default/x.service", "/default/run-%s.scope", "/default", "/", "",
        "/default/c1/init.scope", "/default/-c1", "/default/c 1"})
    void nothingElseIsContainerds(String form) {
        assertNull(match(String.format(form, ID)));
    }

    @Test
    void tooManyNamespacesAreNotKept() {
        for (int i = 0; i < 1000; i++) {
            machine.add("ns" + i);
        }
        assertNull(match("/ns999/c1"));
    }

    @Test
    void aContainerdInAContainerTakesNoRoomFromTheHosts() {
        try (Namespaces.Told inner = namespaces.open("/docker/" + ID)) {
            for (int i = 0; i < 1000; i++) {
                inner.add("ns" + i);
            }
            machine.add("acme");
            assertEquals(new CgroupMatch("c1", false), match("/acme/c1"));
        }
    }

    @Test
    void aContainerdInAContainerSpeaksOfWhatIsBelowThatContainerWhileItIsThere() {
        Namespaces.Told inner = namespaces.open("/docker/" + ID);
        Namespaces.Told second = namespaces.open("/docker/" + ID);
        inner.add("system.slice");
        assertNull(match("/system.slice/c1"));
        assertEquals(new CgroupMatch("c1", false), match("/docker/" + ID + "/system.slice/c1"));
        inner.close();
        assertEquals(new CgroupMatch("c1", false), match("/docker/" + ID + "/system.slice/c1"));
        second.close();
        assertNull(match("/docker/" + ID + "/system.slice/c1"));
    }

    @Test
    void theMachinesNamespacesOutliveItsContainerdsRestart() {
        machine.add("acme");
        machine.close();
        assertEquals(new CgroupMatch("c1", false), match("/acme/c1"));
    }
}
