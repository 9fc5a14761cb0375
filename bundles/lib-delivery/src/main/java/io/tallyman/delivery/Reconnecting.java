package io.tallyman.delivery;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/** A connection that is made when it is needed, and made anew when it is gone. One thread uses it; any may close it. */
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

    /** The connection, which is open as far as can be known. */
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

    /** Gives up a connection on which something went wrong. */
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
