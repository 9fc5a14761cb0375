package io.tallyman.printer.json.internal;

import static io.tallyman.printing.JsonText.key;

import io.tallyman.api.container.Metadata;
import io.tallyman.api.decode.Decoder;
import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.output.Printer;
import io.tallyman.printing.AncestorValues;
import io.tallyman.printing.ContainerFragments;
import io.tallyman.printing.EventValues;
import io.tallyman.printing.JsonText;
import io.tallyman.printing.SharedText;
import io.tallyman.printing.Value;

/** Writes an event: pieces that were encoded once, and numbers that are encoded each time. Allocates nothing. */
final class JsonPrinter implements Printer {
    private static final byte[] TIMESTAMP = key("{'timestamp':");
    private static final byte[] COUNT = key(",'count':");
    private static final byte[] FIRST = key(",'first':");
    private static final byte[] LAST = key(",'last':");
    private static final byte[] ERROR = key(",'error':'");
    private static final int LARGEST_ERROR = 4095;
    private static final byte[] RETURNED_PATH = key(",'returnedPath':");
    private static final byte[] ANCESTORS = key(",'ancestors':");
    private static final byte[] END = key("}\n");

    private final Decoder errors;
    private final Metadata needs;
    private final EventFragments events;
    private final SharedText lines;
    private final ArgWriter args;
    private final Value ancestors;

    JsonPrinter(EventFragments events, ContainerFragments containers, Metadata needs) {
        this.events = events;
        this.needs = needs;
        errors = events.errors();
        JsonText text = new JsonText();
        lines = new SharedText(LineEncoder.PARTS, new LineEncoder(events, containers, text));
        args = new ArgWriter(text, events.decode());
        ancestors = new AncestorValues(text).array();
    }

    @Override
    public Metadata needs() {
        return needs;
    }

    @Override
    public void print(EventView event, LineBuffer out) {
        SharedText.Entry line = lines.of(event);
        long returned = event.returnValue();
        out.put(TIMESTAMP).decimal(event.time());
        if (EventValues.isFolded(event)) {
            out.put(COUNT).decimal(event.count()).put(FIRST).decimal(event.firstTime()).put(LAST).decimal(event.time());
        }
        line.put(LineEncoder.HEAD, out);
        line.put(LineEncoder.MIDDLE, out.decimal(event.cpu()));
        out.decimal(returned);
        if (returned < 0) {
            putError(event, returned, out);
        } else if (event.type().returnsFd()) {
            args.putPath(event, event.pathOf(event.type().fields().size()), RETURNED_PATH, out);
        }
        line.put(LineEncoder.TAIL, out);
        args.putAll(event, events.of(event.type()), out);
        out.put(']');
        if (!event.ancestors().isEmpty()) {
            ancestors.put(event, out.put(ANCESTORS));
        }
        out.put(END);
    }

    private void putError(EventView event, long value, LineBuffer out) {
        if (errors != null && value >= -LARGEST_ERROR && event.type().isSyscall()) {
            errors.put(-value, out.put(ERROR));
            out.put('"');
        }
    }
}
