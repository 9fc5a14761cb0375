package io.tallyman.printing;

import io.tallyman.api.container.Metadata;
import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.output.Printer;

/** Writes each event as a document. */
public final class DocumentPrinter implements Printer {
    private final byte[] before;
    private final Document document;

    public DocumentPrinter(Document document) {
        this(new byte[0], document);
    }

    /** @param before bytes that stand in front of each document */
    public DocumentPrinter(byte[] before, Document document) {
        this.before = before;
        this.document = document;
    }

    @Override
    public Metadata needs() {
        return document.needs();
    }

    @Override
    public void print(EventView event, LineBuffer out) {
        document.print(event, out.put(before));
    }
}
