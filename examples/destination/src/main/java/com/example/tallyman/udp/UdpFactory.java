package com.example.tallyman.udp;

import io.tallyman.api.output.Destination;
import io.tallyman.api.output.DestinationFactory;
import io.tallyman.api.output.OptionSpec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** {@code destination = udp}: each line is sent as one datagram; nobody says whether it has arrived. */
@Component
public final class UdpFactory implements DestinationFactory {
    @Override
    public String name() {
        return "udp";
    }

    @Override
    public List<OptionSpec> options() {
        return List.of(OptionSpec.text("host", "127.0.0.1", "Whom to send to."),
                new OptionSpec("port", OptionSpec.Type.INTEGER, null, List.of(), "The port there."));
    }

    @Override
    public Destination open(Map<String, String> options) throws IOException {
        long port = Long.parseLong(options.get("port"));
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("key 'port' cannot be '" + port + "': allowed is 1 to 65535");
        }
        return new Udp(DatagramChannel.open().connect(new InetSocketAddress(options.get("host"), (int) port)));
    }

    private record Udp(DatagramChannel channel) implements Destination {
        /** Gets whole events. What it throws is counted as lost, and the next call tries again. */
        @Override
        public void write(byte[] bytes, int from, int count, int events) throws IOException {
            int line = from;
            for (int at = from; at < from + count; at++) {
                if (bytes[at] == '\n') {
                    channel.write(ByteBuffer.wrap(bytes, line, at - line));
                    line = at + 1;
                }
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
