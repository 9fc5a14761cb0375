package io.tallyman.engine.internal.filtering;

/** A mask for each cgroup id: open addressing, nothing is taken out but all at once. Not thread-safe. */
final class CgroupMasks {
    private static final int SMALLEST = 256;

    private long[] ids = new long[SMALLEST];
    private long[] masks = new long[SMALLEST];
    private int size;

    int size() {
        return size;
    }

    /** Puts a mask that is not 0 for an id that is not 0; returns the one before, 0 where there was none. */
    long put(long id, long mask) {
        int slot = slot(id);
        long former = masks[slot];
        ids[slot] = id;
        masks[slot] = mask;
        if (former == 0 && ++size > ids.length / 2) {
            grow();
        }
        return former;
    }

    void clear() {
        ids = new long[SMALLEST];
        masks = new long[SMALLEST];
        size = 0;
    }

    private int slot(long id) {
        int mask = ids.length - 1;
        int slot = (int) (id * 0x9E3779B97F4A7C15L >>> 32) & mask;
        while (masks[slot] != 0 && ids[slot] != id) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        long[] formerIds = ids;
        long[] formerMasks = masks;
        ids = new long[formerIds.length * 2];
        masks = new long[formerIds.length * 2];
        for (int i = 0; i < formerIds.length; i++) {
            if (formerMasks[i] != 0) {
                int slot = slot(formerIds[i]);
                ids[slot] = formerIds[i];
                masks[slot] = formerMasks[i];
            }
        }
    }
}
