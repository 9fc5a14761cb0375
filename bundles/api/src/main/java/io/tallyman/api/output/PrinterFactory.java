package io.tallyman.api.output;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/** A kind of printer. Register it as a service; each output that names it gets a printer of its own. */
@ConsumerType
public interface PrinterFactory {
    /** The word for it in {@code -o} and in {@code printer =}: "json". */
    String name();

    /** The keys it understands. */
    List<OptionSpec> options();

    /**
     * The events that its printers tell something of, as the words of {@code -e}. A session that is asked for no event gets
     * the events of all its printers. Empty, the default: the events that the source has by default.
     */
    default List<String> events() {
        return List.of();
    }

    /**
     * Makes a printer.
     *
     * @throws IllegalArgumentException a value is not allowed; the message names key, value and what is allowed
     */
    Printer create(Context context);

    /** What an output is made for. */
    @ProviderType
    interface Context {
        /** Declared keys with their values; defaults are filled in, names and forms checked. */
        Map<String, String> options();

        /** The events that the session was asked for, as words; empty: those of its printers. */
        List<String> events();

        /** The session's filter expressions. */
        List<String> filters();

        /** The session has a container filter. */
        boolean containerFilter();

        /** The session asks runtimes for names and images. */
        boolean enrichment();

        /** The session asks how processes came into their containers, see {@link io.tallyman.api.event.EventView#origin}. */
        boolean origins();

        /** Events come with the ancestors of their processes, and the output is to show them. */
        boolean ancestors();

        /** The bytes go to a terminal. */
        boolean terminal();

        /** Columns of the terminal; 0 where nothing is to be cut. */
        int width();

        /** Colours are wanted. */
        boolean colour();
    }
}
