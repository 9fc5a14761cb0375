package io.tallyman.runtime.crio.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tallyman.api.runtime.CgroupMatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrioCgroupsTest {
    private static final String ID = "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @ValueSource(strings = {"/kubepods/besteffort/podca3b03da-dd85-4184-7f93-4a138f024e33/crio-%s", "/crio/crio-%s",
        "/crio-%s", "/kubepods.slice/kubepods-podca3b03da_dd85_4184_7f93_4a138f024e33.slice/crio-%s.scope"})
    void itsFormsAreSure(String form) {
        assertEquals(new CgroupMatch(ID, true), CrioCgroups.match(String.format(form, ID)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/kubepods.slice/crio-conmon-%s.scope", "/crio/crio-conmon-%s", "/kubepods/pod1/%s",
        "/crio/crio-%s/init", "/crio/crio-%s0", "/crio/crio-c1", "/docker/%s", "/", ""})
    void nothingElseIsCrios(String form) {
        assertNull(CrioCgroups.match(String.format(form, ID)));
    }
}
