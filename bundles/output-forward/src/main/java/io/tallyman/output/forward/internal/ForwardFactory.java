package io.tallyman.output.forward.internal;

import io.tallyman.api.output.Destination;
import io.tallyman.api.output.DestinationFactory;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.delivery.DeliveryOptions;
import io.tallyman.delivery.Reconnecting;
import io.tallyman.delivery.StreamAddress;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** {@code destination = forward}: sends to Fluentd or Fluent Bit, without encryption and without a shared key. */
@Component
public final class ForwardFactory implements DestinationFactory {
    private static final String ADDRESS = "address";
    private static final String TAG = "tag";
    private static final String ACK = "ack";

    @Override
    public String name() {
        return "forward";
    }

    @Override
    public List<OptionSpec> options() {
        return List.of(
                OptionSpec.text(ADDRESS, "tcp:127.0.0.1:24224", "Who listens: unix:/path or tcp:host:port."),
                OptionSpec.text(TAG, "tallyman", "Tag by which the other side routes the events."),
                DeliveryOptions.flag(ACK, true,
                        "Wait until the other side says that it has a batch, and send it again if it does not."),
                DeliveryOptions.TIMEOUT, DeliveryOptions.RETRY_FOR);
    }

    @Override
    public Destination open(Map<String, String> options) {
        if (options.get(TAG).isEmpty()) {
            throw new IllegalArgumentException("key '" + TAG + "' is empty: allowed is any word");
        }
        StreamAddress address = StreamAddress.of(ADDRESS, options.get(ADDRESS));
        return new ForwardDestination(new Reconnecting(address, DeliveryOptions.timeout(options)),
                DeliveryOptions.retry(options), options.get(TAG), Boolean.parseBoolean(options.get(ACK)),
                Clock.systemUTC());
    }
}
