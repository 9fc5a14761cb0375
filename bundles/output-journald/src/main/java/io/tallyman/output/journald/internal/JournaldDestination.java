package io.tallyman.output.journald.internal;

import io.tallyman.api.output.Destination;
import io.tallyman.datagram.ReconnectingDatagrams;
import io.tallyman.delivery.Lines;
import io.tallyman.delivery.Retry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/**
 * Sends each line as a datagram. The journal gives no answers, but its socket makes the sender wait while the journal is
 * slow. A line that is longer than the socket takes is counted as lost.
 */
final class JournaldDestination implements Destination {
    private final Path path;
    private final Retry retry;
    private final Entry entry;
    private final ReconnectingDatagrams socket;

    JournaldDestination(Path path, Duration timeout, Retry retry, Entry entry) {
        this.path = path;
        this.retry = retry;
        this.entry = entry;
        socket = new ReconnectingDatagrams(path, timeout);
    }

    @Override
    public void write(byte[] bytes, int from, int count, int events) throws IOException {
        int end = from + count;
        int tooLong = 0;
        long bytesTooLong = 0;
        int next = from;
        while (next < end) {
            int lineEnd = Lines.end(bytes, next, end);
            if (lineEnd > next && !send(bytes, next, lineEnd, end, tooLong, bytesTooLong)) {
                tooLong++;
                bytesTooLong += lineEnd - next;
            }
            next = lineEnd + 1;
        }
        if (tooLong > 0) {
            throw new Refused(tooLong, bytesTooLong, tooLong + " lines are longer than " + path + " takes", null);
        }
    }

    /** @throws Unavailable this line and all after it are not sent, and those are lost that were too long */
    private boolean send(byte[] bytes, int from, int lineEnd, int end, int tooLong, long bytesTooLong)
            throws IOException {
        entry.text(bytes, from, lineEnd - from);
        boolean[] sent = new boolean[1];
        try {
            retry.run(() -> sent[0] = socket.send(entry.bytes(), 0, entry.length()));
            return sent[0];
        } catch (IOException e) {
            Refused lost = tooLong == 0 ? null : new Refused(tooLong, bytesTooLong, e.getMessage(), e);
            throw new Unavailable(Arrays.copyOfRange(bytes, from, end), Lines.count(bytes, from, end), lost,
                    e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        retry.close();
        socket.close();
    }
}
