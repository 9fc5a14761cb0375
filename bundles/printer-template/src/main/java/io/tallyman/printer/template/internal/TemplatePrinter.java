package io.tallyman.printer.template.internal;

import io.tallyman.api.container.Metadata;
import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.output.Printer;
import io.tallyman.printing.Value;
import java.util.List;

/** Writes the pieces of a template one after the other. Allocates nothing. */
final class TemplatePrinter implements Printer {
    private final Value[] pieces;
    private final Metadata needs;

    TemplatePrinter(List<Value> pieces, Metadata needs) {
        this.needs = needs;
        this.pieces = pieces.toArray(new Value[0]);
    }

    @Override
    public Metadata needs() {
        return needs;
    }

    @Override
    public void print(EventView event, LineBuffer out) {
        for (Value piece : pieces) {
            int start = out.length();
            piece.put(event, out);
            if (out.length() == start) {
                out.put('-');
            }
        }
        out.put('\n');
    }
}
