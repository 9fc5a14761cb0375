package io.tallyman.datagram;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Datagrams to a Unix socket whose daemon may restart: after a failure the next datagram connects anew. One thread sends;
 * any thread may close, which ends a call that waits.
 */
public final class ReconnectingDatagrams implements Closeable {
    private final Path path;
    private final Duration timeout;
    private volatile UnixDatagrams socket;
    private volatile boolean closed;

    /** @param timeout the longest time that sending one datagram may take */
    public ReconnectingDatagrams(Path path, Duration timeout) {
        this.path = path;
        this.timeout = timeout;
    }

    /**
     * Sends one datagram, see {@link UnixDatagrams#send}.
     *
     * @return false if the datagram is longer than the socket takes, and nothing was sent
     * @throws IOException the datagram was not sent
     */
    public boolean send(byte[] bytes, int from, int count) throws IOException {
        try {
            return socket().send(bytes, from, count);
        } catch (IOException e) {
            release();
            throw e;
        }
    }

    private UnixDatagrams socket() throws IOException {
        if (socket == null) {
            socket = UnixDatagrams.connect(path, timeout);
        }
        if (closed) {
            throw new IOException("closed");
        }
        return socket;
    }

    private void release() {
        UnixDatagrams open = socket;
        socket = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void close() {
        closed = true;
        release();
    }
}
