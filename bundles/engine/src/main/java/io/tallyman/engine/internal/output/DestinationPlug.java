package io.tallyman.engine.internal.output;

import io.tallyman.api.output.Destination;
import io.tallyman.api.output.DestinationFactory;
import io.tallyman.api.output.OptionSpec;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A plug-in that opens destinations. The plug-in is asked once for its name and its keys. */
public final class DestinationPlug {
    private final DestinationFactory factory;
    private final PluginCalls calls;
    private final Description said;

    private record Description(String name, List<OptionSpec> options, boolean blocksByDefault) {
    }

    /** @throws IOException the plug-in fails when it is asked for its name and its keys */
    DestinationPlug(DestinationFactory factory, PluginCalls calls) throws IOException {
        this.factory = factory;
        this.calls = calls;
        said = calls.call(factory, "asking destination " + factory.getClass().getName() + " for its name",
                () -> new Description(factory.name(), List.copyOf(factory.options()), factory.blocksByDefault()),
                late -> { });
    }

    /** The word for it in {@code destination =}. */
    public String name() {
        return said.name();
    }

    /** The keys it understands. */
    public List<OptionSpec> options() {
        return said.options();
    }

    /** True where a full queue should hold the source back unless configured otherwise. */
    public boolean blocksByDefault() {
        return said.blocksByDefault();
    }

    boolean is(DestinationFactory other) {
        return factory == other;
    }

    /**
     * Opens a destination. One that opens after the time limit is closed at once.
     *
     * @throws IllegalArgumentException a value is not allowed
     * @throws IOException              it cannot be opened now, or the plug-in has failed, or does not return
     */
    Destination open(Map<String, String> options) throws IOException {
        return calls.call(factory, "opening destination '" + said.name() + "'", () -> factory.open(options),
                DestinationPlug::close);
    }

    private static void close(Destination late) {
        try {
            late.close();
        } catch (Exception | LinkageError e) {
            System.getLogger("io.tallyman.output").log(System.Logger.Level.WARNING,
                    "closing a destination that opened too late: {0}", e.getMessage());
        }
    }
}
