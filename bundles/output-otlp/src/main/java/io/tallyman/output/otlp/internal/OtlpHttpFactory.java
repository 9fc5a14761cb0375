package io.tallyman.output.otlp.internal;

import io.tallyman.api.output.Destination;
import io.tallyman.api.output.DestinationFactory;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.delivery.DeliveryOptions;
import io.tallyman.delivery.http.HttpOptions;
import io.tallyman.delivery.http.PostTemplate;
import io.tallyman.delivery.http.Poster;
import io.tallyman.delivery.http.ServiceUrl;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** {@code destination = otlp-http}: sends log records by OTLP/HTTP, in protobuf. */
@Component
public final class OtlpHttpFactory implements DestinationFactory {
    private static final String LOGS = "/v1/logs";
    private static final List<OptionSpec> OPTIONS =
            HttpOptions.with("Address of the collector, https://host:4318; /v1/logs follows where there is no path.", true);

    @Override
    public String name() {
        return "otlp-http";
    }

    @Override
    public List<OptionSpec> options() {
        return OPTIONS;
    }

    @Override
    public Destination open(Map<String, String> options) throws IOException {
        ServiceUrl url = ServiceUrl.of(options);
        PostTemplate template = PostTemplate.of(url.hasPath() ? url : url.resolve(LOGS), "application/x-protobuf", options);
        return new OtlpHttpDestination(new Poster(template), DeliveryOptions.retry(options));
    }
}
