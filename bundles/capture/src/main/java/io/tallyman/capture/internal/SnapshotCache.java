package io.tallyman.capture.internal;

import io.tallyman.api.container.Container;

/**
 * Snapshots as bytes, each encoded once, and which of them the open block has already. A direct-mapped table by serial:
 * where two meet the newer one stays, and the other is written once more should it come again. One thread.
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

        /** Its number in that block, or 0 where the block has not got it. */
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
