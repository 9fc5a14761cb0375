package io.tallyman.engine.internal.spool;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * What precedes a block in a segment. The head has a checksum of its own, so that the length and the number of events can
 * be trusted where only the block behind the head is damaged.
 *
 * @param length   of the block, in bytes
 * @param events   how many events the block holds
 * @param told     how many further events tell what is lost
 * @param first    the number of its first event. The events of a spool are numbered, so a gap tells how many are lost.
 * @param checksum CRC-32C of the block
 */
record BlockHead(int length, int events, int told, long first, int checksum) {
    /** Bytes of a head. */
    static final int SIZE = 32;
    private static final int MAGIC = 0x5442_4C4B;

    static BlockHead of(byte[] bytes, int from, int length, int events, int told, long first) {
        return new BlockHead(length, events, told, first, checksum(bytes, from, length));
    }

    static int checksum(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    /** Ends a head with the checksum of all that was put into it. */
    static ByteBuffer seal(ByteBuffer head) {
        return head.putInt(checksum(head.array(), 0, head.position())).flip();
    }

    /** Whether a head has this size, and is what was sealed. */
    static boolean isWhole(ByteBuffer head, int size) {
        int checked = size - Integer.BYTES;
        return head.remaining() == size && head.getInt(checked) == checksum(head.array(), 0, checked);
    }

    /** Bytes of the head and of its block. */
    long size() {
        return SIZE + (long) length;
    }

    /** The number of the event behind the block. */
    long end() {
        return first + events;
    }

    ByteBuffer encode() {
        ByteBuffer head = ByteBuffer.allocate(SIZE);
        return seal(head.putInt(MAGIC).putInt(length).putInt(events).putInt(told).putLong(first).putInt(checksum));
    }

    /** @return null if this is no head, or a damaged one */
    static BlockHead decode(ByteBuffer head) {
        if (!isWhole(head, SIZE) || head.getInt() != MAGIC) {
            return null;
        }
        BlockHead decoded = new BlockHead(head.getInt(), head.getInt(), head.getInt(), head.getLong(),
                head.getInt());
        return decoded.length < 0 || decoded.events < 0 || decoded.told < 0 ? null : decoded;
    }
}
