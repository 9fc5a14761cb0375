package io.tallyman.output.webhook.internal;

import io.tallyman.api.output.Destination;
import io.tallyman.api.output.DestinationFactory;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.OptionSpec.Type;
import io.tallyman.delivery.DeliveryOptions;
import io.tallyman.delivery.http.HttpOptions;
import io.tallyman.delivery.http.PostTemplate;
import io.tallyman.delivery.http.Poster;
import io.tallyman.delivery.http.ServiceUrl;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** {@code destination = webhook}: sends batches of lines by HTTP POST. */
@Component
public final class WebhookFactory implements DestinationFactory {
    private static final List<OptionSpec> OPTIONS = HttpOptions.with("Where to post to, https://host/path.", false,
            OptionSpec.text("content-type", "application/x-ndjson", "What the Content-Type header says."),
            new OptionSpec("answer", Type.CHOICE, "status", List.of("status", "bulk"),
                    "What tells whether events are taken: the status alone, or the answer of _bulk for each event."));

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public List<OptionSpec> options() {
        return OPTIONS;
    }

    @Override
    public Destination open(Map<String, String> options) throws IOException {
        PostTemplate template = PostTemplate.of(ServiceUrl.of(options), options.get("content-type"), options);
        return new WebhookDestination(new Poster(template), DeliveryOptions.retry(options),
                options.get("answer").equals("bulk"));
    }
}
