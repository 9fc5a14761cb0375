package io.tallyman.source.ebpf.internal.programs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BpfObjectTest {
    @ParameterizedTest
    @CsvSource({"6.1.0-37-amd64, tallyman-before-6.2.bpf.o", "5.14.0-503.el9.x86_64, tallyman-before-6.2.bpf.o",
        "6.2.0, tallyman.bpf.o", "6.12.38+deb13-amd64, tallyman.bpf.o", "7.0, tallyman.bpf.o"})
    void shouldChooseTheObjectFileByTheKernel(String release, String name) {
        assertEquals(name, BpfObject.name(release));
    }

    @Test
    void shouldHaveBothObjectFiles() {
        for (String release : new String[] {"6.1", "6.2"}) {
            assertNotNull(BpfObject.class.getResource("/io/tallyman/bpf/" + BpfObject.name(release)), release);
        }
    }
}
