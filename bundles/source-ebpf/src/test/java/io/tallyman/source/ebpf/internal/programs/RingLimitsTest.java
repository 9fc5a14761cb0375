package io.tallyman.source.ebpf.internal.programs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RingLimitsTest {
    @Test
    void shouldKeepHeadroomInEveryRing() {
        assertEquals(15 << 20, RingLimits.of(16 << 20, 2).dataLimit());
        assertEquals(192 * 1024, RingLimits.of(256 * 1024, 2).dataLimit());
        assertEquals(48 * 1024, RingLimits.of(64 * 1024, 2).dataLimit());
        assertEquals(3072, RingLimits.of(4096, 2).dataLimit());
        assertEquals((1 << 30) - (1 << 26), RingLimits.of(1 << 30, 2).dataLimit());
    }

    /** Each processor may write one record too many. */
    @Test
    void shouldKeepRoomForOneRecordOfEachProcessorWhereTheRingIsLargeEnough() {
        assertEquals((16 << 20) - 67 * 32 * 1024, RingLimits.of(16 << 20, 67).dataLimit());
        assertEquals(12 << 20, RingLimits.of(16 << 20, 1031).dataLimit());
    }

    @Test
    void shouldShareTheUpperHalfOfARingThatIsNotTiny() {
        assertEquals(8 << 20, RingLimits.of(16 << 20, 2).fairFrom());
        assertEquals(22, RingLimits.of(16 << 20, 2).windowShift());
        assertEquals(1 << 20, RingLimits.of(2 << 20, 2).fairFrom());
        assertEquals(960 * 1024, RingLimits.of(1 << 20, 2).dataLimit());
        assertEquals(960 * 1024, RingLimits.of(1 << 20, 2).fairFrom());
    }

    @Test
    void shouldBeCrowdedOnceMoreIsGoneThanOneOwnersShare() {
        RingLimits limits = RingLimits.of(16 << 20, 2);
        assertEquals((8 << 20) + (7 << 20) / 12, limits.crowdedFrom());
        assertTrue(limits.crowdedFrom() > limits.fairFrom() + (limits.dataLimit() - limits.fairFrom()) / 16);
        assertEquals(Integer.MAX_VALUE, RingLimits.of(1 << 20, 2).crowdedFrom());
    }
}
