package io.tallyman.printer.template.internal;

import io.tallyman.api.container.Metadata;
import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.output.Printer;
import java.util.List;

/** Writes the pieces of a template one after the other. Allocates nothing. */
final class TemplatePrinter implements Printer {
    private final Piece[] pieces;
    private final Metadata needs;

    TemplatePrinter(List<Piece> pieces, Metadata needs) {
        this.needs = needs;
        this.pieces = pieces.toArray(new Piece[0]);
    }

    @Override
    public Metadata needs() {
        return needs;
    }

    @Override
    public void print(EventView event, LineBuffer out) {
        for (Piece piece : pieces) {
            int start = out.length();
            piece.put(event, out);
            if (out.length() == start) {
                out.put('-');
            }
        }
        out.put('\n');
    }
}
