package io.tallyman.output.syslog.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.output.Destination;
import io.tallyman.delivery.Retry;
import io.tallyman.delivery.StreamAddress;
import io.tallyman.testing.FakeContext;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SyslogLossTest {
    private static final byte[] BLOCK = "first\nsecond\nthe third\n".getBytes(StandardCharsets.US_ASCII);

    /** The headers are not the printer's, so they are not in the rest. */
    @Test
    void shouldGiveBackTheLinesThatWereNotSent() throws IOException {
        try (SyslogDestination syslog = new SyslogDestination(new Carrier() {
            @Override
            public void send(Messages messages, Progress progress) throws IOException {
                progress.moveTo(1);
                throw new IOException("broken");
            }

            @Override
            public void close() {
                // nothing to close
            }
        }, new Retry(Duration.ZERO), messages())) {
            Destination.Unavailable e = assertThrows(Destination.Unavailable.class,
                    () -> syslog.write(BLOCK, 0, BLOCK.length, 3));
            assertEquals(2, e.restEvents());
            assertEquals("second\nthe third\n", new String(e.rest(), StandardCharsets.UTF_8));
        }
    }

    /** Nobody may connect to this address without asking for a broadcast. */
    @Test
    void shouldOpenNoFurtherDescriptorWithEachAttempt() throws IOException {
        Messages messages = messages();
        messages.encode(BLOCK, 0, BLOCK.length);
        try (UdpCarrier carrier = new UdpCarrier(StreamAddress.of("address", "tcp:255.255.255.255:514"))) {
            int before = 0;
            for (int i = 0; i < 203; i++) {
                assertThrows(IOException.class, () -> carrier.send(messages, new Carrier.Progress()));
                before = i == 1 ? descriptors() : before;
            }
            assertTrue(descriptors() < before + 100, before + " descriptors became " + descriptors());
        }
    }

    private static int descriptors() {
        return new File("/proc/self/fd").list().length;
    }

    private static Messages messages() throws IOException {
        return new Messages(Header.of(FakeContext.options(new SyslogFactory().options()), false), true);
    }
}
