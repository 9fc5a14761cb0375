package io.tallyman.output.syslog.internal;

import io.tallyman.api.output.Destination;
import io.tallyman.delivery.Retry;
import java.io.IOException;
import java.util.Arrays;

/**
 * Makes a message of each line and has a carrier send it. No message is sent twice. What no attempt has handed on may be
 * sent later. A message that is longer than the other side takes is lost.
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
            byte[] rest = progress.next() == messages.count() ? new byte[0]
                    : Arrays.copyOfRange(bytes, messages.line(progress.next()), from + count);
            throw new Unavailable(rest, messages.count() - progress.next(), tooLong(progress), e.getMessage(), e);
        }
        Refused lost = tooLong(progress);
        if (lost != null) {
            throw lost;
        }
    }

    private static Refused tooLong(Carrier.Progress progress) {
        return progress.tooLong() == 0 ? null : new Refused(progress.tooLong(), progress.bytesTooLong(),
                progress.tooLong() + " messages are longer than a datagram", null);
    }

    @Override
    public void close() throws IOException {
        retry.close();
        carrier.close();
    }
}
