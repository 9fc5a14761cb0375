package io.tallyman.output.webhook.internal;

import io.tallyman.api.output.Destination;
import io.tallyman.api.output.DestinationFactory;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.OptionSpec.Type;
import io.tallyman.delivery.DeliveryOptions;
import io.tallyman.delivery.TlsOptions;
import java.io.IOException;
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
            new OptionSpec("token-file", Type.PATH, "", List.of(),
                    "File with a token for the Authorization header, which other users cannot read."),
            OptionSpec.text("token-scheme", "Bearer", "Word before the token; Splunk takes Splunk, Elastic ApiKey."),
            OptionSpec.text("user", "", "User of basic authentication; needs password-file."),
            new OptionSpec("password-file", Type.PATH, "", List.of(),
                    "File with the password of the user, which other users cannot read."),
            new OptionSpec("gzip", Type.BOOLEAN, "false", List.of(), "Compress each batch."),
            new OptionSpec("answer", Type.CHOICE, "status", List.of("status", "bulk"),
                    "What tells whether events are taken: the status alone, or the answer of _bulk for each event."),
            new OptionSpec("header", Type.SECRET, "", List.of(), "One more header, as 'Name: value'."),
            TlsOptions.CA_FILE, TlsOptions.CERT_FILE, TlsOptions.KEY_FILE, DeliveryOptions.TIMEOUT,
            DeliveryOptions.RETRY_FOR);

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
        return new WebhookDestination(PostTemplate.of(options), DeliveryOptions.retry(options));
    }
}
