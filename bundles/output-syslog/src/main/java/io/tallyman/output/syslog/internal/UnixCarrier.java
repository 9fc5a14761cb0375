package io.tallyman.output.syslog.internal;

import io.tallyman.datagram.UnixDatagrams;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Datagrams of a Unix socket such as /dev/log. They wait while the daemon is slow, and the daemon loses none. */
final class UnixCarrier implements Carrier {
    private final Path path;
    private final Duration timeout;
    private volatile UnixDatagrams socket;
    private volatile boolean closed;

    UnixCarrier(Path path, Duration timeout) {
        this.path = path;
        this.timeout = timeout;
    }

    @Override
    public void send(Messages messages, Progress progress) throws IOException {
        try {
            UnixDatagrams to = socket();
            while (progress.next() < messages.count()) {
                int length = messages.length(progress.next());
                if (to.send(messages.bytes(), messages.start(progress.next()), length)) {
                    progress.moveTo(progress.next() + 1);
                } else {
                    progress.leaveOut(messages.lineBytes(progress.next(), progress.next() + 1));
                }
            }
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
