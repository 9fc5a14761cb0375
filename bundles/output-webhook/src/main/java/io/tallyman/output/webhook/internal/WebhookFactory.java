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
import io.tallyman.output.webhook.internal.WebhookDestination.Answer;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** {@code destination = webhook}: sends batches of lines by HTTP POST. */
@Component
public final class WebhookFactory implements DestinationFactory {
    private static final List<OptionSpec> OPTIONS = HttpOptions.with("Where to post to, https://host/path.", false,
            OptionSpec.text("content-type", "application/x-ndjson", "What the Content-Type header says."),
            new OptionSpec("answer", Type.CHOICE, "status", List.of("status", "bulk", "hec"),
                    "What tells whether events are taken: the status alone, the answer of _bulk for each event, or that of "
                            + "Splunk's collector, which names an event that it cannot take."),
            DeliveryOptions.flag("one-by-one", false, "Post each line by itself, as falcosidekick takes them."));

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
        boolean singly = Boolean.parseBoolean(options.get("one-by-one"));
        if (singly && options.get("answer").equals("bulk")) {
            throw new IllegalArgumentException("key 'one-by-one' cannot be 'true' with 'answer = bulk', where an event has "
                    + "two lines");
        }
        return new WebhookDestination(new Poster(template), DeliveryOptions.retry(options),
                Answer.valueOf(options.get("answer").toUpperCase(Locale.ROOT)), singly);
    }
}
