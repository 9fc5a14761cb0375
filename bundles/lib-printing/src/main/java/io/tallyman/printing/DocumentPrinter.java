package io.tallyman.printing;

import io.tallyman.api.container.Metadata;
import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.output.Printer;

/** Writes each event as a document. */
public final class DocumentPrinter implements Printer {
    private final Document document;

    public DocumentPrinter(Document document) {
        this.document = document;
    }

    @Override
    public Metadata needs() {
        return document.needs();
    }

    @Override
    public void print(EventView event, LineBuffer out) {
        document.print(event, out);
    }
}
