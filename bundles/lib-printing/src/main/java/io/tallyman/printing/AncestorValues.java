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
    private static final byte[] ENTITY = key(",'entityId':");
    private static final byte[] EXECUTABLE = key(",'executable':");
    private static final byte[] ARGV = key(",'argv':[");
    private static final byte[] TRUNCATED = key(",'argvTruncated':true");
    private static final byte[] CONTAINER_ID = key(",'containerId':");
    private static final byte[] CONTAINER_NAME = key(",'containerName':");
    private static final byte[] NO_KEY = {};

    private final JsonText text;
    private final AncestorMembers members;

    /** @param text writes the insides of strings; may be shared with others on the same thread */
    public AncestorValues(JsonText text) {
        this.text = text;
        members = new AncestorMembers(text);
    }

    /** All of them as an array, nearest first. Appends nothing where there are none. */
    public Value array() {
        return new LineageText(this::putArray);
    }

    private void putArray(EventView event, LineBuffer out) {
        List<AncestorView> line = event.ancestors();
        for (int i = 0; i < line.size(); i++) {
            out.put(i == 0 ? '[' : ',');
            put(event, line.get(i), out);
        }
        out.put(']');
    }

    private void put(EventView event, AncestorView ancestor, LineBuffer out) {
        out.put(PID).decimal(ancestor.hostPid());
        if (ancestor.processStart() != 0) {
            out.put(START).decimal(ancestor.processStart());
        }
        members.entity(ENTITY, event, ancestor, out);
        members.executable(EXECUTABLE, ancestor, out);
        out.put(ARGV);
        putStrings(ancestor.argv(), out);
        out.put(']');
        if (ancestor.isArgvTruncated()) {
            out.put(TRUNCATED);
        }
        Container container = ancestor.container();
        if (container != null) {
            members.string(CONTAINER_ID, container.id(), out);
            members.string(CONTAINER_NAME, container.name(), out);
        }
        out.put('}');
    }

    private void putStrings(List<String> values, LineBuffer out) {
        for (int i = 0; i < values.size(); i++) {
            text.putQuoted(values.get(i), i == 0 ? out : out.put(','));
        }
    }

    /** The process that forked this one, where the output shows ancestors; else the parent that the process has now. */
    public static int parent(EventView event) {
        return event.ancestors().isEmpty() ? event.hostPpid() : event.ancestors().get(0).hostPid();
    }

    /** The parent's number inside of the container, which is known of the parent that the process has now. */
    public static void putParentInside(EventView event, LineBuffer out) {
        if (parent(event) == event.hostPpid()) {
            out.decimal(event.ppid());
        }
    }

    /** The name of the nearest one that no other process has, as a string of JSON. */
    public Value parentEntity() {
        return ofParent((event, parent, out) -> members.entity(NO_KEY, event, parent, out));
    }

    /** The program of the nearest one, as a string of JSON. */
    public Value parentExecutable() {
        return ofParent((event, parent, out) -> members.executable(NO_KEY, parent, out));
    }

    /** The last name of the path of that program, as a string of JSON. */
    public Value parentName() {
        return ofParent((event, parent, out) -> members.name(NO_KEY, parent, out));
    }

    /** The arguments of the nearest one, as one string of JSON. */
    public Value parentCommandLine() {
        return ofParent((event, parent, out) -> members.commandLine(NO_KEY, parent, out));
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
    public static Value text(TextEscaper escaper) {
        return new LineageText((event, out) -> {
            List<AncestorView> line = event.ancestors();
            for (int i = 0; i < line.size(); i++) {
                AncestorView ancestor = line.get(i);
                out.ascii(i > 0 ? " < " : "");
                if (ancestor.argv().isEmpty()) {
                    escaper.put(ancestor.executable(), ancestor.executable().length(), out);
                } else {
                    AncestorMembers.putArgv(ancestor.argv(), escaper, out);
                }
                out.put('[').decimal(ancestor.hostPid()).put(']');
            }
        });
    }
}
