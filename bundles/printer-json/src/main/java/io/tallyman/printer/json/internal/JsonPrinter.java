package io.tallyman.printer.json.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tallyman.api.container.Metadata;
import io.tallyman.api.decode.Decoder;
import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.output.Printer;

/** Writes an event from pieces that are encoded once and numbers that are encoded in place. Allocates nothing. */
final class JsonPrinter implements Printer {
    private static final byte[] TIMESTAMP = key("{'timestamp':");
    private static final byte[] RETURN_VALUE = key(",'returnValue':");
    private static final byte[] ERROR = key(",'error':'");
    private static final int LARGEST_ERROR = 4095;
    private static final byte[] RETURNED_PATH = key(",'returnedPath':");
    private static final byte[] SYSCALL = key(",'syscall':'");
    private static final byte[] STARTED = key("','contextFlags':{'containerStarted':true,'isCompat':");
    private static final byte[] NOT_STARTED = key("','contextFlags':{'containerStarted':false,'isCompat':");
    private static final byte[] COMPAT = key("true},'args':[");
    private static final byte[] NOT_COMPAT = key("false},'args':[");
    private static final byte[] END = key("]}\n");

    private final EventFragments events;
    private final Decoder errors;
    private final ContainerFragments containers;
    private final Metadata needs;
    private final JsonText text = new JsonText();
    private final TaskFragments tasks = new TaskFragments(text);
    private final ArgWriter args = new ArgWriter(text);

    JsonPrinter(EventFragments events, ContainerFragments containers, Metadata needs) {
        this.needs = needs;
        this.events = events;
        errors = events.errors();
        this.containers = containers;
    }

    /** JSON written with single quotes, as bytes. */
    static byte[] key(String text) {
        return text.replace('\'', '"').getBytes(US_ASCII);
    }

    @Override
    public Metadata needs() {
        return needs;
    }

    @Override
    public void print(EventView event, LineBuffer out) {
        tasks.put(event, out.put(TIMESTAMP).decimal(event.time()));
        ContainerFragments.Fragment container = containers.of(event.container());
        EventFragments.Fragment type = events.of(event.type());
        out.put(container.json()).put(type.head()).decimal(event.argCount());
        out.put(RETURN_VALUE).decimal(event.returnValue());
        putError(event, out);
        if (event.type().returnsFd() && event.returnValue() >= 0) {
            args.putPath(event, event.pathOf(event.type().fields().size()), RETURNED_PATH, out);
        }
        out.put(SYSCALL);
        putSyscall(event, out);
        out.put(container.started() ? STARTED : NOT_STARTED).put(event.isCompat() ? COMPAT : NOT_COMPAT);
        args.putAll(event, type, out);
        out.put(END);
    }

    private void putError(EventView event, LineBuffer out) {
        long value = event.returnValue();
        if (errors != null && value < 0 && value >= -LARGEST_ERROR && event.type().isSyscall()) {
            errors.put(-value, out.put(ERROR));
            out.put('"');
        }
    }

    /** A 32-bit call has a number of another table: only the event itself says which one it was. */
    private static void putSyscall(EventView event, LineBuffer out) {
        EventType type = event.type();
        if (!type.isSyscall()) {
            type = event.isCompat() ? null : Catalogue.builtIn().bySyscall(event.syscall());
        }
        if (type != null) {
            out.ascii(type.name());
        }
    }
}
