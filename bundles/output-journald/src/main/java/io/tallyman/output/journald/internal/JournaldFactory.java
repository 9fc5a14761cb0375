package io.tallyman.output.journald.internal;

import io.tallyman.api.output.Destination;
import io.tallyman.api.output.DestinationFactory;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.delivery.DeliveryOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Component;

/** {@code destination = journald}: sends each line as an entry to systemd's journal, by the journal's own protocol. */
@Component
public final class JournaldFactory implements DestinationFactory {
    private static final List<String> LEVELS =
            List.of("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug");
    private static final Pattern WORD = Pattern.compile("[!-~]{1,64}");
    private static final List<OptionSpec> OPTIONS = List.of(
            new OptionSpec("socket", OptionSpec.Type.PATH, "/run/systemd/journal/socket", List.of(),
                    "Where the journal listens; of a namespace, /run/systemd/journal.NAME/socket."),
            new OptionSpec("level", OptionSpec.Type.CHOICE, "info", LEVELS, "How severe each entry is."),
            OptionSpec.text("identifier", "tallyman", "What journalctl -t asks for."),
            DeliveryOptions.TIMEOUT, DeliveryOptions.RETRY_FOR);

    @Override
    public String name() {
        return "journald";
    }

    @Override
    public List<OptionSpec> options() {
        return OPTIONS;
    }

    @Override
    public Destination open(Map<String, String> options) {
        String identifier = options.get("identifier");
        if (!WORD.matcher(identifier).matches()) {
            throw new IllegalArgumentException("key 'identifier' cannot be '" + identifier
                    + "': allowed is a word of printable ASCII, with 64 characters at the most");
        }
        Entry entry = new Entry(LEVELS.indexOf(options.get("level")), identifier);
        return new JournaldDestination(Path.of(options.get("socket")), DeliveryOptions.timeout(options),
                DeliveryOptions.retry(options), entry);
    }
}
