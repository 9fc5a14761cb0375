package io.tallyman.capture.internal;

import static io.tallyman.capture.internal.BlockLayout.*;

import io.tallyman.api.event.Catalogue;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Reads the blocks of a capture one after the other, and returns only whole blocks. One thread reads; any thread may
 * close.
 */
final class CaptureFile implements Closeable {
    /** Enough for the blocks of a trace with few events. The buffer grows with larger blocks. */
    private static final int FIRST_SIZE = 16 * 1024;

    private final FileChannel channel;
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer header = ByteBuffer.allocateDirect(HEADER_SIZE).order(ORDER);
    private ByteBuffer block = ByteBuffer.allocateDirect(FIRST_SIZE).order(ORDER);
    private long offset;
    private int length;

    private CaptureFile(FileChannel channel) {
        this.channel = channel;
    }

    static CaptureFile open(Path path) throws IOException {
        return new CaptureFile(FileChannel.open(path));
    }

    /** Where the current block begins in the file. */
    long offset() {
        return offset;
    }

    /**
     * Reads the next block.
     *
     * @return the block, header included, or null at the end of the file. The next call overwrites the block
     * @throws Damage the file does not end here, and there is no whole block
     */
    ByteBuffer next() throws Damage {
        offset += length;
        length = 0;
        try {
            long left = channel.size() - offset;
            if (left <= 0) {
                return null;
            }
            int size = sizeOfNext(left);
            if (block.capacity() < size) {
                block = ByteBuffer.allocateDirect(Integer.highestOneBit(size - 1) << 1).order(ORDER);
            }
            read(block.clear().limit(size));
            check();
            length = size;
            return block;
        } catch (IOException e) {
            throw new Damage("cannot be read at offset " + offset + ": " + e.getMessage());
        }
    }

    private int sizeOfNext(long left) throws IOException, Damage {
        read(header.clear().limit((int) Math.min(left, HEADER_SIZE)));
        if (left >= Integer.BYTES && header.getInt(MAGIC) != MAGIC_VALUE) {
            throw new Damage(offset == 0 ? "is not a capture: none begins at offset 0"
                    : "is damaged at offset " + offset + ": no block begins there");
        }
        if (left < HEADER_SIZE) {
            throw new Damage("is cut short at offset " + offset + ": " + left + " bytes of a block are left");
        }
        int size = header.getInt(LENGTH);
        if (size < HEADER_SIZE || size > MAX_SIZE || size != padded(size)) {
            throw new Damage("is damaged at offset " + offset + ": no block has a length of " + size + " bytes");
        }
        if (size > left) {
            throw new Damage("is cut short at offset " + offset + ": " + left + " of a block's " + size
                    + " bytes are left");
        }
        return size;
    }

    private void check() throws Damage {
        crc.reset();
        crc.update(block.position(CHECKED));
        block.position(0);
        if ((int) crc.getValue() != block.getInt(CHECKSUM)) {
            throw new Damage("is damaged at offset " + offset + ": the block's checksum does not match");
        }
        if (block.get(VERSION) != VERSION_VALUE || block.getInt(CATALOGUE) != Catalogue.VERSION) {
            throw new Damage("is of another version at offset " + offset + ": layout " + block.get(VERSION)
                    + " and catalogue " + block.getInt(CATALOGUE) + "; this tallyman reads layout " + VERSION_VALUE
                    + " and catalogue " + Catalogue.VERSION);
        }
    }

    private void read(ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            if (channel.read(target, offset + target.position()) < 0) {
                throw new IOException("the file has become shorter");
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
