package io.tallyman.printing;

import io.tallyman.api.output.OptionSpec;
import java.util.List;
import java.util.Map;

/** The keys that most printers have, with one wording. */
public final class PrinterKeys {
    /** Names instead of numbers, unless switched off. */
    public static final OptionSpec DECODE = decode(true);
    /** The container's labels, if switched on. */
    public static final OptionSpec LABELS = new OptionSpec("labels", OptionSpec.Type.BOOLEAN, "false", List.of(),
            "Write the container's labels, too; events wait for them.");

    private PrinterKeys() {
    }

    /** {@link #DECODE} for a printer that has another default. */
    public static OptionSpec decode(boolean byDefault) {
        return new OptionSpec("decode", OptionSpec.Type.BOOLEAN, Boolean.toString(byDefault), List.of(),
                "Write flags, modes and the like as their names instead of numbers.");
    }

    /** @param key one of the keys above, which the printer declares */
    public static boolean isSet(Map<String, String> options, OptionSpec key) {
        return Boolean.parseBoolean(options.get(key.name()));
    }
}
