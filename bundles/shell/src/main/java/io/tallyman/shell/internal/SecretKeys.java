package io.tallyman.shell.internal;

import io.tallyman.api.output.DestinationFactory;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.PrinterFactory;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Keeps secrets out of commands, because every user of the machine can read a command line in {@code /proc}. */
final class SecretKeys {
    /** Keys that name a file with a secret instead, where a destination has them. */
    private static final List<String> FILES = List.of("token-file", "header-file");

    private SecretKeys() {
    }

    /**
     * Refuses secrets.
     *
     * @param printer     of the output; null if none is named
     * @param destination of the output; null if none is named
     * @param given       the keys of the command; one without a value removes a key, and is no secret
     * @throws CommandException a key is secret; the value is not in the message
     */
    static void refuse(Services services, Object printer, Object destination, Map<String, String> given)
            throws CommandException {
        List<OptionSpec> known = Stream.concat(
                services.printers().stream().filter(p -> p.name().equals(printer)).map(PrinterFactory::options),
                services.destinations().stream().filter(d -> d.name().equals(destination))
                        .map(DestinationFactory::options))
                .flatMap(Collection::stream).toList();
        for (OptionSpec key : known) {
            if (key.type() == OptionSpec.Type.SECRET && !given.getOrDefault(key.name(), "").isEmpty()) {
                throw new CommandException(Exit.USAGE, "key '" + key.name() + "' is secret: use "
                        + instead(key.name(), known.stream().map(OptionSpec::name).toList()));
            }
        }
    }

    private static String instead(String key, List<String> known) {
        List<String> files = known.contains(key + "-file") ? List.of(key + "-file")
                : FILES.stream().filter(known::contains).toList();
        return files.isEmpty() ? "a file in config/" : String.join(" or ", files);
    }
}
