package io.tallyman.output.webhook.internal;

import io.tallyman.api.output.Destination;
import io.tallyman.api.output.DestinationFactory;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.OptionSpec.Type;
import io.tallyman.delivery.DeliveryOptions;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** {@code destination = webhook}: sends batches of lines by HTTP POST. */
@Component
public final class WebhookFactory implements DestinationFactory {
    private static final List<OptionSpec> OPTIONS = List.of(
            OptionSpec.text("url", null, "Where to post to, https://host/path."),
            new OptionSpec("plain-http", Type.BOOLEAN, "false", List.of(),
                    "Allow http:// to another machine, where anybody on the way can read the events."),
            OptionSpec.text("content-type", "application/x-ndjson", "What the Content-Type header says."),
            new OptionSpec("authorization", Type.SECRET, "", List.of(), "What the Authorization header says."),
            new OptionSpec("header", Type.SECRET, "", List.of(), "One more header, as 'Name: value'."),
            DeliveryOptions.TIMEOUT, DeliveryOptions.RETRY_FOR);

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public List<OptionSpec> options() {
        return OPTIONS;
    }

    @Override
    public Destination open(Map<String, String> options) {
        return new WebhookDestination(PostTemplate.of(options), DeliveryOptions.retry(options));
    }
}
