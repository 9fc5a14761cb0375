package io.tallyman.printing;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Enrichment;
import io.tallyman.api.container.Pod;
import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.record.RecordLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** Values that documents are made of. For one thread. */
public final class Values {
    private static final String[] ENRICHMENTS = Arrays.stream(Enrichment.values())
            .map(e -> e == Enrichment.NONE ? "" : e.name().toLowerCase(Locale.ROOT)).toArray(String[]::new);

    private final JsonText text = new JsonText();
    private final JsonArgs args = new JsonArgs(text);
    private final UtcTime time = new UtcTime();
    private final byte[] name = new byte[RecordLayout.UTS_SIZE];

    /** Writes strings; for values that are made elsewhere on the same thread. */
    public JsonText text() {
        return text;
    }

    /** Writes arguments; for values that are made elsewhere on the same thread. */
    public JsonArgs args() {
        return args;
    }

    /** A text that is always the same; it is written as a JSON string. */
    public Value constant(String value) {
        return (event, out) -> text.putQuoted(value, out);
    }

    /** A signed number. */
    public static Value number(ToLongFunction<EventView> of) {
        return (event, out) -> out.decimal(of.applyAsLong(event));
    }

    /** A number that is written as a string, which some formats want of ids. */
    public static Value numberText(ToLongFunction<EventView> of) {
        return (event, out) -> out.put('"').unsigned(of.applyAsLong(event)).put('"');
    }

    /** A text of which nothing is known: it may be hostile. Null and the empty text are no value. */
    public Value string(Function<EventView, String> of) {
        return (event, out) -> putUnlessEmpty(of.apply(event), out);
    }

    /** A text of the event's container; the host has none. */
    public Value container(Function<Container, String> of) {
        return (event, out) -> {
            if (event.container() != null) {
                putUnlessEmpty(of.apply(event.container()), out);
            }
        };
    }

    /** A text of the event's pod; whatever is in no pod has none. */
    public Value pod(Function<Pod, String> of) {
        return container(container -> of.apply(container.pod()));
    }

    /**
     * A text that is made of a container's snapshot, once for each snapshot.
     *
     * @param json makes the value as JSON; the empty text is no value
     */
    public static Value made(Function<Container, String> json) {
        ContainerFragments fragments = new ContainerFragments(
                container -> container == null ? new byte[0] : json.apply(container).getBytes(StandardCharsets.UTF_8));
        return (event, out) -> out.put(fragments.of(event.container()));
    }

    /** Quotes a text of which nothing is known, for {@link #made}. Allocates. */
    public static String quoted(String value) {
        LineBuffer out = new LineBuffer(64);
        new JsonText().putQuoted(value, out);
        return new String(out.array(), 0, out.length(), StandardCharsets.UTF_8);
    }

    /** What became of the question to the runtime, in lower case; nothing if nobody asked. */
    public Value enrichment() {
        return container(container -> ENRICHMENTS[container.enrichment().ordinal()]);
    }

    private void putUnlessEmpty(String value, LineBuffer out) {
        if (value != null && !value.isEmpty()) {
            text.putQuoted(value, out);
        }
    }

    /** When something happened, as RFC 3339 has it. */
    public Value utcTime(ToLongFunction<EventView> nanos) {
        return (event, out) -> {
            time.put(nanos.applyAsLong(event), out.put('"'));
            out.put('"');
        };
    }

    /** The thread's name. */
    public Value comm() {
        return (event, out) -> {
            text.put(name, 0, event.copyComm(name, 0), out.put('"'));
            out.put('"');
        };
    }

    /** The UTS node name, which is the container's own where it has one. */
    public Value utsName() {
        return (event, out) -> {
            text.put(name, 0, event.copyUtsName(name, 0), out.put('"'));
            out.put('"');
        };
    }

    /** The id of the exec that the process belongs to. */
    public Value execId() {
        byte[] id = new byte[RecordLayout.MAX_EXEC_ID];
        return (event, out) -> {
            int size = event.copyExecId(id, 0);
            if (size > 0) {
                text.put(id, 0, size, out.put('"'));
                out.put('"');
            }
        };
    }
}
