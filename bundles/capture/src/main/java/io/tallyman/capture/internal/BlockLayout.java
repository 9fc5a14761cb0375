package io.tallyman.capture.internal;

import io.tallyman.api.record.RecordLayout;
import java.nio.ByteOrder;

/**
 * The layout of a capture: one block after the other, and nothing else. No block needs another one, so that a file that
 * was rotated or appended to, or that lacks a block because the disk was full, can be replayed from any block on.
 * Little endian.
 *
 * <pre>
 * block    0  u32 magic      "TLYC"
 *          4  u32 checksum   CRC32C of all that follows in the block
 *          8  u32 length     of the block with this header, a multiple of 8
 *         12  u8  version    of this layout
 *         13  u8  flags      of the session: FLAG_*
 *         14  u8  machine    whose system call numbers the records carry: MACHINE_*
 *         15  u8  (zero)
 *         16  u32 catalogue  version of the event catalogue
 *         20  u32 entries    how many
 *         24  s64 boot time  nanoseconds since the epoch when the records' clock began, for all times in the block;
 *                            0 in a block without a record
 *         32  entry ...
 *
 * entry    0  u32 length     of the content
 *          4  u16 kind       KIND_*; a reader skips those it does not know
 *          6  u16 snapshot   record: number of its container's snapshot; 0: an event of the host
 *          8  content, zero padded to 8
 *
 * content of KIND_SESSION    for people: lines of text, see {@link SessionText}
 *            KIND_SNAPSHOT   see {@link Snapshot}; the first in its block has number 1; before the first record of it
 *            KIND_NODE       see {@link NodeNames}; before the first record of the block; none: nothing is known of the node
 *            KIND_RECORD     see {@link RecordLayout}
 * </pre>
 *
 * Records are in the order in which the outputs of the session got the events. An event that waited for the name of its
 * container stands where it was released, with the snapshot of that moment, and the event has the enrichment status of
 * the snapshot. Derived events are records as well.
 */
final class BlockLayout {
    static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    static final int MAGIC = 0;
    static final int CHECKSUM = 4;
    static final int LENGTH = 8;
    static final int VERSION = 12;
    static final int FLAGS = 13;
    static final int MACHINE = 14;
    static final int CATALOGUE = 16;
    static final int ENTRIES = 20;
    static final int BOOT_TIME = 24;
    static final int HEADER_SIZE = 32;

    static final int ENTRY_LENGTH = 0;
    static final int ENTRY_KIND = 4;
    static final int ENTRY_SNAPSHOT = 6;
    static final int ENTRY_HEADER_SIZE = 8;

    /** "TLYC" in the file. */
    static final int MAGIC_VALUE = 'T' | 'L' << 8 | 'Y' << 16 | 'C' << 24;
    static final int VERSION_VALUE = 2;
    /** The checksum covers the block from here on. */
    static final int CHECKED = LENGTH;

    /** The session had a filter on containers. */
    static final int FLAG_CONTAINER_FILTER = 1;
    /** The session asked for the names of containers. */
    static final int FLAG_ENRICHMENT = 2;
    /** The events tell how their processes came into their containers. */
    static final int FLAG_ORIGINS = 4;

    static final int MACHINE_X86_64 = 1;
    static final int MACHINE_AARCH64 = 2;

    static final int KIND_SESSION = 1;
    static final int KIND_SNAPSHOT = 2;
    static final int KIND_RECORD = 3;
    static final int KIND_NODE = 4;

    /** The most snapshots of a block. */
    static final int MAX_SNAPSHOTS = 0xffff;
    /** The size in bytes at which a writer ends a block. */
    static final int FULL = 256 * 1024;
    /** The largest snapshot, in bytes. */
    static final int MAX_SNAPSHOT = 4 * 1024 * 1024;
    /** The largest block, in bytes. */
    static final int MAX_SIZE = FULL + 2 * ENTRY_HEADER_SIZE + MAX_SNAPSHOT + RecordLayout.MAX_SIZE;

    private BlockLayout() {
    }

    static int padded(int length) {
        return length + 7 & ~7;
    }

    /** The number of this machine in the header of a block. */
    static int machine() {
        return System.getProperty("os.arch").equals("aarch64") ? MACHINE_AARCH64 : MACHINE_X86_64;
    }
}
