package io.tallyman.source.ebpf.internal.machine;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrerequisitesTest {
    @ParameterizedTest
    @ValueSource(ints = {0, -1, 2048, 4097, 3 << 20, Integer.MIN_VALUE, 1 << 30})
    void shouldRefuseRingSizesThatTheKernelRefusesOrNobodyCanMap(int bytes) {
        assertTrue(Prerequisites.ringComplaint(bytes).contains("--buffer"));
    }

    @ParameterizedTest
    @ValueSource(ints = {4096, 64 * 1024, 16 << 20, 512 << 20})
    void shouldTakeRingSizesThatWork(int bytes) {
        assertNull(Prerequisites.ringComplaint(bytes));
    }

    @Test
    void shouldKnowTheOldestKernel() {
        assertNull(Prerequisites.kernelComplaint("5.13.0"));
        assertNull(Prerequisites.kernelComplaint("6.1.0-37-amd64"));
        assertNull(Prerequisites.kernelComplaint("6.18.44-fc-v595"));
        assertTrue(Prerequisites.kernelComplaint("5.10.0-28-amd64").contains("5.13 or newer"));
        assertTrue(Prerequisites.kernelComplaint("4.19").contains("4.19"));
    }

    @Test
    void shouldNameTheMissingCapabilities() {
        assertNull(Prerequisites.capabilityComplaint(List.of("CapEff:\t000001ffffffffff")));
        assertNull(Prerequisites.capabilityComplaint(List.of("CapEff:\t0000000000200000")));
        assertNull(Prerequisites.capabilityComplaint(List.of("CapEff:\t000000c000000000")));
        String both = Prerequisites.capabilityComplaint(List.of("CapEff:\t0000000000000000"));
        assertTrue(both.contains("CAP_BPF and CAP_PERFMON"), both);
        String one = Prerequisites.capabilityComplaint(List.of("Name:\tjava", "CapEff:\t0000008000000000"));
        assertTrue(one.contains("lacks: CAP_PERFMON."), one);
    }

    @Test
    void shouldRefuseOnlyConfidentiality() {
        assertNull(Prerequisites.lockdownComplaint("none [integrity] confidentiality"));
        assertNull(Prerequisites.lockdownComplaint(""));
        assertTrue(Prerequisites.lockdownComplaint("none integrity [confidentiality]").contains("locked down"));
    }
}
