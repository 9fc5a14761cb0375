package io.tallyman.printing;

import static io.tallyman.printing.JsonText.key;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.AncestorView;
import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.text.TextEscaper;
import java.util.List;

/** The ancestors of an event's process, as JSON and as text. An event without ancestors has no such value. For one thread. */
public final class AncestorValues {
    private static final byte[] PID = key("{'hostProcessId':");
    private static final byte[] START = key(",'processStart':");
    private static final byte[] ENTITY = key(",'entityId':'");
    private static final byte[] EXECUTABLE = key(",'executable':");
    private static final byte[] ARGV = key(",'argv':[");
    private static final byte[] TRUNCATED = key(",'argvTruncated':true");
    private static final byte[] CONTAINER_ID = key(",'containerId':");
    private static final byte[] CONTAINER_NAME = key(",'containerName':");

    private final JsonText text;

    /** @param text writes the insides of strings; may be shared with others on the same thread */
    public AncestorValues(JsonText text) {
        this.text = text;
    }

    /** All of them as an array, nearest first. Appends nothing where there are none. */
    public void putArray(EventView event, LineBuffer out) {
        List<AncestorView> line = event.ancestors();
        for (int i = 0; i < line.size(); i++) {
            out.put(i == 0 ? '[' : ',');
            put(event, line.get(i), out);
        }
        if (!line.isEmpty()) {
            out.put(']');
        }
    }

    private void put(EventView event, AncestorView ancestor, LineBuffer out) {
        out.put(PID).decimal(ancestor.hostPid());
        boolean named = ancestor.isStartExact() && !event.node().boot().isEmpty();
        if (ancestor.processStart() != 0) {
            out.put(START).decimal(ancestor.processStart());
        }
        if (named) {
            EntityId.put(event.node(), ancestor, out.put(ENTITY));
            out.put('"');
        }
        putUnlessEmpty(EXECUTABLE, ancestor.executable(), out);
        out.put(ARGV);
        putStrings(ancestor.argv(), out);
        out.put(']');
        if (ancestor.isArgvTruncated()) {
            out.put(TRUNCATED);
        }
        Container container = ancestor.container();
        if (container != null) {
            putUnlessEmpty(CONTAINER_ID, container.id(), out);
            putUnlessEmpty(CONTAINER_NAME, container.name(), out);
        }
        out.put('}');
    }

    private void putUnlessEmpty(byte[] key, String value, LineBuffer out) {
        if (!value.isEmpty()) {
            text.putQuoted(value, out.put(key));
        }
    }

    private void putStrings(List<String> values, LineBuffer out) {
        for (int i = 0; i < values.size(); i++) {
            text.putQuoted(values.get(i), i == 0 ? out : out.put(','));
        }
    }

    /** The name of the nearest one, as a string of JSON. */
    public static Value parentEntity() {
        return ofParent((event, parent, out) -> {
            if (parent.isStartExact() && !event.node().boot().isEmpty()) {
                EntityId.put(event.node(), parent, out.put('"'));
                out.put('"');
            }
        });
    }

    /** The program of the nearest one, as a string of JSON. */
    public Value parentExecutable() {
        return ofParent((event, parent, out) -> putUnlessEmpty(new byte[0], parent.executable(), out));
    }

    /** The arguments of the nearest one, as an array. */
    public Value parentArgv() {
        return ofParent((event, parent, out) -> {
            if (!parent.argv().isEmpty()) {
                putStrings(parent.argv(), out.put('['));
                out.put(']');
            }
        });
    }

    private interface OfParent {
        void put(EventView event, AncestorView parent, LineBuffer out);
    }

    private static Value ofParent(OfParent value) {
        return (event, out) -> {
            if (!event.ancestors().isEmpty()) {
                value.put(event, event.ancestors().get(0), out);
            }
        };
    }

    /**
     * The commands of all of them, nearest first: {@code sh -c ls[4711] < runc init[4702]}. A program whose arguments are
     * not known has its path instead.
     *
     * @param escaper writes text of which nothing is known
     */
    public static void putText(EventView event, TextEscaper escaper, LineBuffer out) {
        List<AncestorView> line = event.ancestors();
        for (int i = 0; i < line.size(); i++) {
            AncestorView ancestor = line.get(i);
            if (i > 0) {
                out.ascii(" < ");
            }
            List<String> argv = ancestor.argv();
            for (int j = 0; j < argv.size(); j++) {
                escaper.put(argv.get(j), argv.get(j).length(), j == 0 ? out : out.put(' '));
            }
            if (argv.isEmpty()) {
                escaper.put(ancestor.executable(), ancestor.executable().length(), out);
            }
            out.put('[').decimal(ancestor.hostPid()).put(']');
        }
    }
}
