package io.tallyman.source.ebpf.internal.programs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ConfigTest {
    @Test
    void shouldKeepHeadroomInEveryRing() {
        assertEquals(15 << 20, Config.dataLimit(16 << 20));
        assertEquals(192 * 1024, Config.dataLimit(256 * 1024));
        assertEquals(48 * 1024, Config.dataLimit(64 * 1024));
        assertEquals(3072, Config.dataLimit(4096));
    }
}
