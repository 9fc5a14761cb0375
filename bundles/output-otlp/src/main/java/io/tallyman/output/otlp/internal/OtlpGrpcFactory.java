package io.tallyman.output.otlp.internal;

import io.tallyman.api.output.Destination;
import io.tallyman.api.output.DestinationFactory;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.delivery.http.HttpOptions;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** {@code destination = otlp-grpc}: sends log records by OTLP/gRPC. */
@Component
public final class OtlpGrpcFactory implements DestinationFactory {
    private static final List<OptionSpec> OPTIONS =
            HttpOptions.with("Address of the collector, https://host:4317.", true);

    @Override
    public String name() {
        return "otlp-grpc";
    }

    @Override
    public List<OptionSpec> options() {
        return OPTIONS;
    }

    @Override
    public Destination open(Map<String, String> options) throws IOException {
        return OtlpGrpcDestination.open(options);
    }
}
