package io.tallyman.delivery;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/**
 * Connects when a connection is needed, and again when the connection is gone. One thread uses this; any thread may
 * close.
 */
public final class Reconnecting implements Closeable {
    private final StreamAddress address;
    private final Duration timeout;
    private final SSLContext tls;
    private volatile Connection stream;
    private volatile boolean closed;

    /** @param timeout for each call on the connection */
    public Reconnecting(StreamAddress address, Duration timeout) {
        this(address, timeout, null);
    }

    /**
     * @param timeout for each call on the connection
     * @param tls     whom to trust and how to identify this side, or null for a connection without encryption
     */
    public Reconnecting(StreamAddress address, Duration timeout, SSLContext tls) {
        this.address = address;
        this.timeout = timeout;
        this.tls = tls;
    }

    /** The connection. The other side has not closed it, as far as this side knows. */
    public Connection stream() throws IOException {
        if (stream != null && !stream.isOpen()) {
            drop();
        }
        if (stream == null) {
            connect();
        }
        if (closed) {
            drop();
            throw new IOException(address.text() + " is closed");
        }
        return stream;
    }

    private void connect() throws IOException {
        Stream plain = Stream.connect(address, timeout);
        // close() must end a handshake that waits, so the field has the stream before the stream has TLS
        stream = plain;
        boolean usable = false;
        try {
            stream = tls == null ? plain : TlsStream.over(plain, address, tls);
            usable = true;
        } finally {
            // whatever has failed: the next call must not find a stream without TLS
            if (!usable) {
                drop();
            }
        }
    }

    /** Closes the connection after an error, so that the next call of {@link #stream} connects again. */
    public void drop() throws IOException {
        Connection open = stream;
        stream = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        Connection open = stream;
        if (open != null) {
            open.close();
        }
    }
}
