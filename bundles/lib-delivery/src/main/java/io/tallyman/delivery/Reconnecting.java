package io.tallyman.delivery;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/**
 * Connects when a connection is needed, and again when the connection is gone. One thread uses this; any thread may
 * close.
 */
public final class Reconnecting implements Closeable {
    private final StreamAddress address;
    private final Duration timeout;
    private volatile Stream stream;
    private volatile boolean closed;

    /** @param timeout for each call on the connection */
    public Reconnecting(StreamAddress address, Duration timeout) {
        this.address = address;
        this.timeout = timeout;
    }

    /** The connection. The other side has not closed it, as far as this side knows. */
    public Stream stream() throws IOException {
        if (stream != null && !stream.isOpen()) {
            drop();
        }
        if (stream == null) {
            stream = Stream.connect(address, timeout);
        }
        if (closed) {
            drop();
            throw new IOException(address.text() + " is closed");
        }
        return stream;
    }

    /** Closes the connection after an error, so that the next call of {@link #stream} connects again. */
    public void drop() throws IOException {
        Stream open = stream;
        stream = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        Stream open = stream;
        if (open != null) {
            open.close();
        }
    }
}
