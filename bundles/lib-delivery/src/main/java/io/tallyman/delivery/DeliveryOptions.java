package io.tallyman.delivery;

import io.tallyman.api.output.Amounts;
import io.tallyman.api.output.OptionSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The keys that every destination at the other end of a network has. */
public final class DeliveryOptions {
    public static final OptionSpec TIMEOUT = new OptionSpec("timeout", OptionSpec.Type.DURATION, "5s", List.of(),
            "How long the other side may take to accept a connection, to take a batch in, or to answer.");
    public static final OptionSpec RETRY_FOR = new OptionSpec("retry-for", OptionSpec.Type.DURATION, "30s", List.of(),
            "How long to send a batch again and again before the batch counts as lost.");

    private DeliveryOptions() {
    }

    /** A key that names a file, which need not be set. */
    public static OptionSpec file(String name, String description) {
        return new OptionSpec(name, OptionSpec.Type.PATH, "", List.of(), description);
    }

    /**
     * A key that is true or false.
     *
     * @param usual what it is where it is not set
     */
    public static OptionSpec flag(String name, boolean usual, String description) {
        return new OptionSpec(name, OptionSpec.Type.BOOLEAN, Boolean.toString(usual), List.of(), description);
    }

    /** @throws IllegalArgumentException the value is zero */
    public static Duration timeout(Map<String, String> options) {
        Duration timeout = Amounts.duration(options.get(TIMEOUT.name()));
        if (timeout.isZero()) {
            throw new IllegalArgumentException("key '" + TIMEOUT.name() + "' cannot be '"
                    + options.get(TIMEOUT.name()) + "': allowed is 1ms and more");
        }
        return timeout;
    }

    public static Retry retry(Map<String, String> options) {
        return new Retry(retryFor(options));
    }

    /** How long to try again. */
    public static Duration retryFor(Map<String, String> options) {
        return Amounts.duration(options.get(RETRY_FOR.name()));
    }
}
