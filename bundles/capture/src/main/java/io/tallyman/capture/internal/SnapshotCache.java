package io.tallyman.capture.internal;

import io.tallyman.api.container.Container;

/**
 * Keeps encoded snapshots, and knows which of them the current block has already. This is a direct-mapped table by
 * serial number: of two snapshots with the same place the newer one stays, and the other one is encoded again if it
 * comes again. One thread uses the cache.
 */
final class SnapshotCache {
    static final int SLOTS = 1024;

    private final Entry[] slots = new Entry[SLOTS];

    /** One encoded snapshot. */
    static final class Entry {
        private final long serial;
        private final byte[] bytes;
        private long block = -1;
        private int number;

        Entry(long serial, byte[] bytes) {
            this.serial = serial;
            this.bytes = bytes;
        }

        byte[] bytes() {
            return bytes;
        }

        /** The number of the snapshot in that block, or 0 if the block does not have the snapshot. */
        int numberIn(long aBlock) {
            return block == aBlock ? number : 0;
        }

        void written(long aBlock, int asNumber) {
            block = aBlock;
            number = asNumber;
        }
    }

    Entry of(Container container) {
        int slot = (int) container.serial() & SLOTS - 1;
        Entry entry = slots[slot];
        if (entry == null || entry.serial != container.serial()) {
            entry = new Entry(container.serial(), Snapshot.encode(container));
            slots[slot] = entry;
        }
        return entry;
    }
}
