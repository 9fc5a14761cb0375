package io.tallyman.engine.internal.output;

import io.tallyman.api.container.Metadata;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.Printer;
import io.tallyman.api.output.PrinterFactory;
import java.io.IOException;
import java.util.List;

/** A plug-in that makes printers. The plug-in is asked once for its name, its keys and its events. */
public final class PrinterPlug {
    private final PrinterFactory factory;
    private final PluginCalls calls;
    private final String name;
    private final List<OptionSpec> options;
    private final List<String> events;

    /** A new printer, and what the printer shows of a container. */
    record Made(Printer printer, Metadata needs) {
    }

    private record Description(String name, List<OptionSpec> options, List<String> events) {
    }

    /** @throws IOException the plug-in fails when it is asked for its name and its keys */
    PrinterPlug(PrinterFactory factory, PluginCalls calls) throws IOException {
        this.factory = factory;
        this.calls = calls;
        Description said = calls.call(factory, "asking printer " + factory.getClass().getName() + " for its name",
                () -> new Description(factory.name(), List.copyOf(factory.options()), List.copyOf(factory.events())),
                late -> { });
        name = said.name();
        options = said.options();
        events = said.events();
    }

    /** The word for it in {@code -o} and in {@code printer =}. */
    public String name() {
        return name;
    }

    /** The keys it understands. */
    public List<OptionSpec> options() {
        return options;
    }

    /** The events that its printers tell something of, as words; empty: those that the source has by default. */
    public List<String> events() {
        return events;
    }

    boolean is(PrinterFactory other) {
        return factory == other;
    }

    /**
     * Makes a printer.
     *
     * @throws IllegalArgumentException a value is not allowed
     * @throws IOException              the plug-in has failed, or does not return
     */
    Made make(PrinterFactory.Context context) throws IOException {
        return calls.call(factory, "making printer '" + name + "'", () -> {
            Printer printer = factory.create(context);
            return new Made(printer, printer.needs());
        }, late -> { });
    }
}
