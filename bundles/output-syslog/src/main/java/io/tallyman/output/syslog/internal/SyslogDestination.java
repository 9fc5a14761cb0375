package io.tallyman.output.syslog.internal;

import io.tallyman.api.output.Destination;
import io.tallyman.delivery.Retry;
import java.io.IOException;

/**
 * Makes a message of each line and has a carrier send it. No message is sent twice. What no attempt has handed on is
 * counted as lost, and so is a message that is longer than the other side takes.
 */
final class SyslogDestination implements Destination {
    private final Carrier carrier;
    private final Retry retry;
    private final Messages messages;

    SyslogDestination(Carrier carrier, Retry retry, Messages messages) {
        this.carrier = carrier;
        this.retry = retry;
        this.messages = messages;
    }

    @Override
    public void write(byte[] bytes, int from, int count, int events) throws IOException {
        messages.encode(bytes, from, count);
        Carrier.Progress progress = new Carrier.Progress();
        try {
            retry.run(() -> carrier.send(messages, progress));
        } catch (IOException e) {
            int unsent = messages.count() - progress.next();
            throw new Refused(progress.tooLong() + unsent, progress.bytesTooLong()
                    + messages.lineBytes(progress.next(), messages.count()), e.getMessage(), e);
        }
        if (progress.tooLong() > 0) {
            throw new Refused(progress.tooLong(), progress.bytesTooLong(),
                    progress.tooLong() + " messages are longer than a datagram", null);
        }
    }

    @Override
    public void close() throws IOException {
        retry.close();
        carrier.close();
    }
}
