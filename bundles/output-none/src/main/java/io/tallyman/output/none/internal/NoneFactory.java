package io.tallyman.output.none.internal;

import io.tallyman.api.output.Destination;
import io.tallyman.api.output.DestinationFactory;
import io.tallyman.api.output.OptionSpec;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** {@code destination = none}: prints events and writes nothing, for measuring and for sessions that only count. */
@Component
public final class NoneFactory implements DestinationFactory {
    @Override
    public String name() {
        return "none";
    }

    @Override
    public List<OptionSpec> options() {
        return List.of();
    }

    @Override
    public Destination open(Map<String, String> options) {
        return new None();
    }

    @Override
    public boolean blocksByDefault() {
        return true;
    }

    private static final class None implements Destination {
        @Override
        public void write(byte[] bytes, int from, int count, int events) {
            // there is nothing to write
        }

        @Override
        public void close() {
            // there is nothing to close
        }
    }
}
