package io.tallyman.engine.internal.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The file that says how far the destination has come. It is written in place, after each block. One thread at a time. */
final class Position implements Closeable {
    private static final int SIZE = 32;

    private final FileChannel channel;
    private final ByteBuffer bytes = ByteBuffer.allocate(SIZE);

    /**
     * A place in the spool.
     *
     * @param segment the number of the segment
     * @param offset  where its next block begins
     * @param done    the number of the first event that the destination has not taken
     * @param clean   no block was under way when this was written
     */
    record Mark(long segment, long offset, long done, boolean clean) {
    }

    Position(Path directory) throws IOException {
        channel = PrivateFile.open(directory.resolve("position"), StandardOpenOption.READ, StandardOpenOption.WRITE,
                StandardOpenOption.CREATE);
    }

    /** What was written last, or null if nothing was or if it is damaged. */
    Mark read() throws IOException {
        bytes.clear();
        channel.read(bytes, 0);
        bytes.flip();
        return !BlockHead.isWhole(bytes, SIZE) ? null : new Mark(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getInt() == 1);
    }

    void write(Mark mark) throws IOException {
        bytes.clear();
        bytes.putLong(mark.segment()).putLong(mark.offset()).putLong(mark.done()).putInt(mark.clean() ? 1 : 0);
        channel.write(BlockHead.seal(bytes), 0);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
