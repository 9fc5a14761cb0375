package io.tallyman.source.ebpf.internal.programs;

import com.sun.jna.Pointer;
import io.tallyman.source.ebpf.internal.layout.ConfigLayout;

/**
 * How far the programs may fill a ring: {@code fair.bpf.h} says what happens at each of the levels.
 *
 * @param ringBytes   size of the ring
 * @param dataLimit   bytes of the ring that may be in use before only cgroup records are written
 * @param fairFrom    bytes of the ring that may be in use before each owner has a share; the data limit where there are no
 *                    shares
 * @param windowShift after so many bytes, as a power of two, the counting of what each owner has written starts anew
 */
public record RingLimits(int ringBytes, int dataLimit, int fairFrom, int windowShift) {
    /** No record is longer. */
    private static final int LONGEST = 32 * 1024;
    /** A smaller ring has no shares: an owner's share would be smaller than the longest record. */
    private static final int SMALLEST_FAIR = 2 << 20;

    /**
     * The limits for a ring of this size, a power of two. A sixteenth of the ring stays free for cgroup records, but at
     * least room for one record of each processor, and at most a quarter of the ring. Each processor may write one record
     * more than it should, because the programs see the fill level before they write.
     */
    public static RingLimits of(int ringBytes, int processors) {
        long headroom = Math.max(ringBytes / 16, (long) processors * LONGEST);
        int dataLimit = ringBytes - (int) Math.min(headroom, ringBytes / 4);
        return new RingLimits(ringBytes, dataLimit, ringBytes < SMALLEST_FAIR ? dataLimit : ringBytes / 2,
                Integer.numberOfTrailingZeros(ringBytes) - 2);
    }

    /**
     * From so many bytes in use on, more is gone than one loud owner can take. An owner takes a sixteenth of what the owners
     * share, and this is a twelfth of that room: several owners are loud then, and those who are not will lose records, too,
     * unless the reader goes on. Larger than the ring where there are no shares.
     */
    public int crowdedFrom() {
        return fairFrom < dataLimit ? fairFrom + (dataLimit - fairFrom) / 12 : Integer.MAX_VALUE;
    }

    void write(Pointer target) {
        target.setInt(ConfigLayout.RING_BYTES, ringBytes);
        target.setInt(ConfigLayout.DATA_LIMIT, dataLimit);
        target.setInt(ConfigLayout.FAIR_FROM, fairFrom);
        target.setInt(ConfigLayout.WINDOW_SHIFT, windowShift);
    }
}
