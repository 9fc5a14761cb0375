package io.tallyman.output.stdout.internal;

import io.tallyman.api.output.Destination;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The standard output of the process. Standard output stays open when an output ends, so that the next output can use
 * it. If an output is closed while it is blocked in a write, standard output is closed for good, since nothing else
 * ends the write.
 */
final class Stdout {
    private static final Path LINK = Path.of("/proc/self/fd/1");
    private static final long LOOK_MILLIS = 100;
    private static final long FULL_NANOS = 1_000_000;

    private final FileChannel channel;
    /** Outputs that share standard output take turns, so that their lines stay whole. */
    private final ReentrantLock turn = new ReentrantLock();

    Stdout(FileChannel channel) {
        this.channel = channel;
    }

    Destination open() throws IOException {
        if (!channel.isOpen()) {
            throw new IOException("standard output was given up because nobody read it; write to a file instead");
        }
        return new Writer();
    }

    private final class Writer implements Destination {
        private ByteBuffer buffer = ByteBuffer.allocate(0);
        private volatile boolean writing;
        private volatile boolean closed;

        @Override
        public void write(byte[] bytes, int from, int count, int events) throws IOException {
            takeTurn();
            try {
                writing = true;
                writeAll(bytes, from, count);
            } catch (ClosedChannelException e) {
                throw new Broken("standard output is closed", e);
            } catch (IOException e) {
                throw hasReader() ? new Broken("nobody reads standard output any more", e) : e;
            } finally {
                writing = false;
                turn.unlock();
            }
        }

        private void takeTurn() throws IOException {
            try {
                while (!turn.tryLock(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    if (closed) {
                        throw new ClosedChannelException();
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }

        private void writeAll(byte[] bytes, int from, int count) throws IOException {
            if (buffer.array() != bytes) {
                buffer = ByteBuffer.wrap(bytes);
            }
            buffer.limit(from + count).position(from);
            while (buffer.hasRemaining()) {
                if (channel.write(buffer) == 0) {
                    // another process has made this terminal or pipe non-blocking, and there is no room at the moment
                    LockSupport.parkNanos(FULL_NANOS);
                }
            }
        }

        @Override
        public void close() throws IOException {
            closed = true;
            if (writing) {
                channel.close();
            }
        }
    }

    /**
     * Whether a program or a terminal reads standard output. Then a write fails for one reason alone: the reader is
     * gone. The text of the error does not tell that, since the text is in the language of the user.
     */
    private static boolean hasReader() throws IOException {
        String target = Files.readSymbolicLink(LINK).toString();
        return target.startsWith("pipe:") || target.startsWith("socket:") || target.startsWith("/dev/pts/")
                || target.startsWith("/dev/tty") || target.equals("/dev/console");
    }
}
