package io.tallyman.printer.ecs.internal;

import io.tallyman.api.container.Metadata;
import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.output.Printer;
import io.tallyman.printing.Document;
import io.tallyman.printing.Values;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Writes each event as an action and a document. The action has an id for the document. So Elasticsearch recognises a
 * document that is sent again, because the answer to the first time was lost.
 */
final class BulkPrinter implements Printer {
    private static final int RANDOM_BYTES = 12;
    private static final byte[] END = "\"}}\n".getBytes(StandardCharsets.US_ASCII);

    private final byte[] before;
    private final Document document;
    private long number;

    BulkPrinter(String index, Document document) {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        before = ("{\"create\":{\"_index\":" + Values.quoted(index) + ",\"_id\":\""
                + Base64.getUrlEncoder().encodeToString(random) + "-").getBytes(StandardCharsets.US_ASCII);
        this.document = document;
    }

    @Override
    public Metadata needs() {
        return document.needs();
    }

    @Override
    public void print(EventView event, LineBuffer out) {
        out.put(before).unsigned(number).put(END);
        number++;
        document.print(event, out);
    }
}
