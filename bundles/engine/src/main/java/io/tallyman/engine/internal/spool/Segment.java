package io.tallyman.engine.internal.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One file of a spool: a head, then blocks. Blocks are only ever appended, and the file is deleted as a whole. One thread
 * at a time.
 */
final class Segment implements Closeable {
    /** Bytes before the first block. */
    static final int HEAD = 24;
    static final String SUFFIX = ".spool";
    private static final int MAGIC = 0x5453_5031;

    private final Path path;
    private final FileChannel channel;
    private final long number;
    private final long first;
    private long size;

    private Segment(Path path, FileChannel channel, long number, long first, long size) {
        this.path = path;
        this.channel = channel;
        this.number = number;
        this.first = first;
        this.size = size;
    }

    /**
     * Makes an empty segment.
     *
     * @param first the number of its first event
     * @throws IOException there is no room, and no file is left behind
     */
    static Segment create(Path directory, long number, long first) throws IOException {
        Path path = directory.resolve(String.format("%020d%s", number, SUFFIX));
        FileChannel channel = PrivateFile.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE,
                StandardOpenOption.CREATE_NEW);
        Segment made = new Segment(path, channel, number, first, 0);
        try {
            made.write(BlockHead.seal(ByteBuffer.allocate(HEAD).putInt(MAGIC).putLong(number).putLong(first)));
            return made;
        } catch (IOException e) {
            made.delete();
            throw e;
        }
    }

    /**
     * Opens a segment that an earlier process has left.
     *
     * @return null if its head is damaged
     */
    static Segment open(Path path) throws IOException {
        FileChannel channel = PrivateFile.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        ByteBuffer head = read(channel, 0, HEAD);
        if (!BlockHead.isWhole(head, HEAD) || head.getInt() != MAGIC) {
            channel.close();
            return null;
        }
        return new Segment(path, channel, head.getLong(), head.getLong(), channel.size());
    }

    long number() {
        return number;
    }

    /** The number of the first event that was ever in here. */
    long first() {
        return first;
    }

    /** Bytes of the file. */
    long size() {
        return size;
    }

    /**
     * Appends a block, or nothing of it.
     *
     * @throws IOException the disk does not take the block
     */
    void append(BlockHead head, byte[] bytes, int from) throws IOException {
        write(head.encode(), ByteBuffer.wrap(bytes, from, head.length()));
    }

    private void write(ByteBuffer... parts) throws IOException {
        try {
            channel.position(size);
            while (parts[parts.length - 1].hasRemaining()) {
                channel.write(parts);
            }
            size = channel.position();
        } catch (IOException e) {
            truncate(size);
            throw e;
        }
    }

    /** Cuts off what stands behind this many bytes. */
    void truncate(long length) throws IOException {
        channel.truncate(length);
        size = length;
    }

    /** The head of the block that begins there, or null if no whole block does. */
    BlockHead headAt(long offset) throws IOException {
        BlockHead head = headOnlyAt(offset);
        return head == null || head.size() > size - offset ? null : head;
    }

    /** The head that stands there, whether its block is there or not; or null. */
    BlockHead headOnlyAt(long offset) throws IOException {
        return BlockHead.decode(read(channel, offset, BlockHead.SIZE));
    }

    /** The block that begins there, or null if it is damaged. */
    byte[] read(long offset, BlockHead head) throws IOException {
        ByteBuffer block = read(channel, offset + BlockHead.SIZE, head.length());
        return block.remaining() == head.length()
                && BlockHead.checksum(block.array(), 0, head.length()) == head.checksum() ? block.array() : null;
    }

    private static ByteBuffer read(FileChannel channel, long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        int count = 0;
        while (bytes.hasRemaining() && count >= 0) {
            count = channel.read(bytes, offset + bytes.position());
        }
        return bytes.flip();
    }

    /** Closes the file and takes it away. */
    void delete() throws IOException {
        channel.close();
        Files.deleteIfExists(path);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
