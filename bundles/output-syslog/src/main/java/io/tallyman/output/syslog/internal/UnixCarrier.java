package io.tallyman.output.syslog.internal;

import io.tallyman.datagram.ReconnectingDatagrams;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Datagrams of a Unix socket such as /dev/log. They wait while the daemon is slow, and the daemon loses none. */
final class UnixCarrier implements Carrier {
    private final ReconnectingDatagrams socket;

    UnixCarrier(Path path, Duration timeout) {
        socket = new ReconnectingDatagrams(path, timeout);
    }

    @Override
    public void send(Messages messages, Progress progress) throws IOException {
        while (progress.next() < messages.count()) {
            int length = messages.length(progress.next());
            if (socket.send(messages.bytes(), messages.start(progress.next()), length)) {
                progress.moveTo(progress.next() + 1);
            } else {
                progress.leaveOut(messages.lineBytes(progress.next()));
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
