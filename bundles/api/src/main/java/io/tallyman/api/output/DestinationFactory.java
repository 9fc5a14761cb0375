package io.tallyman.api.output;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/** A kind of destination. Register it as a service; each output that names it gets one of its own. */
@ConsumerType
public interface DestinationFactory {
    /** The word for it in {@code destination =}: "file". */
    String name();

    /** The keys it understands. */
    List<OptionSpec> options();

    /**
     * Opens a destination.
     *
     * @param options declared keys with their values; defaults are filled in, names and forms checked
     * @throws IOException it cannot be opened now; the message names the thing and the way out
     * @throws IllegalArgumentException a value is not allowed; the message names key, value and what is allowed
     */
    Destination open(Map<String, String> options) throws IOException;

    /** True where a full queue should hold the source back unless configured otherwise; false drops and counts. */
    default boolean blocksByDefault() {
        return false;
    }
}
