package io.tallyman.delivery;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** A connection without encryption, on a selector, which ends each wait in time. */
public final class Stream implements Connection {
    private static final int MAX_READS = 64;

    private final StreamAddress address;
    private final Duration timeout;
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final ByteBuffer ignored = ByteBuffer.allocate(512);

    private Stream(StreamAddress address, Duration timeout, SocketChannel channel, Selector selector)
            throws IOException {
        this.address = address;
        this.timeout = timeout;
        this.channel = channel;
        this.selector = selector;
        channel.configureBlocking(false);
        key = channel.register(selector, 0);
    }

    /**
     * Connects.
     *
     * @param timeout the longest time that this call and each later call may wait
     * @throws IOException the message names the address
     */
    public static Stream connect(StreamAddress address, Duration timeout) throws IOException {
        SocketChannel channel = null;
        Selector selector = null;
        try {
            channel = address.openChannel();
            selector = Selector.open();
            Stream stream = new Stream(address, timeout, channel, selector);
            stream.finishConnecting();
            return stream;
        } catch (IOException e) {
            close(channel, selector);
            throw new IOException("cannot connect to " + address.text() + ": " + e.getMessage(), e);
        }
    }

    private void finishConnecting() throws IOException {
        long end = deadline();
        boolean connected = channel.connect(address.resolve());
        while (!connected) {
            await(SelectionKey.OP_CONNECT, end);
            connected = channel.finishConnect();
        }
    }

    /** The time of {@link System#nanoTime} at which a call that begins now has waited long enough. */
    long deadline() {
        return System.nanoTime() + timeout.toNanos();
    }

    @Override
    public void write(ByteBuffer buffer) throws IOException {
        write(buffer, deadline());
    }

    /** Writes all that remains, and waits until this deadline at the longest. */
    void write(ByteBuffer buffer, long end) throws IOException {
        try {
            while (buffer.hasRemaining()) {
                if (channel.write(buffer) == 0) {
                    await(SelectionKey.OP_WRITE, end);
                }
            }
        } catch (IOException e) {
            throw new IOException("cannot write to " + address.text() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void read(ByteBuffer buffer) throws IOException {
        read(buffer, deadline());
    }

    /** Reads what comes first, and waits for it until this deadline at the longest. */
    void read(ByteBuffer buffer, long end) throws IOException {
        int count = channel.read(buffer);
        while (count == 0) {
            await(SelectionKey.OP_READ, end);
            count = channel.read(buffer);
        }
        if (count < 0) {
            throw new EOFException(address.text() + " has closed the connection");
        }
    }

    /**
     * Reads what has come, without waiting.
     *
     * @return how many bytes
     * @throws EOFException the other side has closed the connection
     */
    int readNow(ByteBuffer buffer) throws IOException {
        int count = channel.read(buffer);
        if (count < 0) {
            throw new EOFException(address.text() + " has closed the connection");
        }
        return count;
    }

    @Override
    public boolean isOpen() {
        try {
            int count = 1;
            for (int i = 0; i < MAX_READS && count > 0; i++) {
                count = channel.read(ignored.clear());
            }
            return count >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Tells the other side that nothing more comes. */
    void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        close(channel, selector);
    }

    private static void close(SocketChannel channel, Selector selector) throws IOException {
        try (channel; selector) {
            if (selector != null) {
                selector.wakeup();
            }
        }
    }

    private void await(int operation, long end) throws IOException {
        long millis = (end - System.nanoTime() + 999_999) / 1_000_000;
        if (millis <= 0) {
            throw new SocketTimeoutException("no progress within " + timeout.toMillis() + " ms");
        }
        try {
            key.interestOps(operation);
            selector.select(ready -> { }, millis);
        } catch (CancelledKeyException | ClosedSelectorException e) {
            throw new IOException("closed", e);
        }
    }
}
