package io.tallyman.output.socket.internal;

import io.tallyman.api.output.Destination;
import io.tallyman.api.output.DestinationFactory;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.delivery.DeliveryOptions;
import io.tallyman.delivery.Reconnecting;
import io.tallyman.delivery.StreamAddress;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** {@code destination = socket}: sends lines to a program that listens on a unix or TCP socket, without encryption. */
@Component
public final class SocketFactory implements DestinationFactory {
    private static final String ADDRESS = "address";

    @Override
    public String name() {
        return "socket";
    }

    @Override
    public List<OptionSpec> options() {
        return List.of(OptionSpec.text(ADDRESS, null, "Who listens: unix:/path or tcp:host:port."),
                DeliveryOptions.TIMEOUT, DeliveryOptions.RETRY_FOR);
    }

    @Override
    public Destination open(Map<String, String> options) {
        StreamAddress address = StreamAddress.of(ADDRESS, options.get(ADDRESS));
        return new SocketDestination(new Reconnecting(address, DeliveryOptions.timeout(options)),
                DeliveryOptions.retry(options));
    }
}
