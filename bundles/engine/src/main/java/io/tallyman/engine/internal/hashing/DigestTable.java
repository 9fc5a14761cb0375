package io.tallyman.engine.internal.hashing;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Hashes of the files that were executed last. A file has one of a few places; a new file takes the place of another one.
 * Looking for a file makes no object and takes no lock. Any thread; of two that add one file at once, one wins.
 */
final class DigestTable {
    /** Files that have a place. */
    static final int CAPACITY = 4096;
    private static final int PLACES = 4;
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final AtomicReferenceArray<Digest> entries = new AtomicReferenceArray<>(CAPACITY);

    /** The hash of a file, or the wait for it, or null. */
    Digest find(int device, long inode, long changed) {
        int first = first(device, inode, changed);
        for (int place = first; place < first + PLACES; place++) {
            Digest entry = entries.get(place);
            if (entry != null && entry.isOf(device, inode, changed)) {
                return entry;
            }
        }
        return null;
    }

    void add(Digest digest) {
        int first = first(digest.device(), digest.inode(), digest.changed());
        int free = first + ThreadLocalRandom.current().nextInt(PLACES);
        for (int place = first; place < first + PLACES; place++) {
            Digest entry = entries.get(place);
            if (entry == null) {
                free = place;
            } else if (entry.isOf(digest.device(), digest.inode(), digest.changed())) {
                free = place;
                break;
            }
        }
        entries.set(free, digest);
    }

    private static int first(int device, long inode, long changed) {
        long mixed = ((inode * MIX ^ changed) * MIX ^ device) * MIX;
        return ((int) (mixed >>> 40) & CAPACITY / PLACES - 1) * PLACES;
    }
}
