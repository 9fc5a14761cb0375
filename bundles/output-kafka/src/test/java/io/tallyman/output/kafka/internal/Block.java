package io.tallyman.output.kafka.internal;

import io.tallyman.api.event.EventView;
import io.tallyman.api.output.EventDestination;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.output.Printer;
import io.tallyman.testing.Containers;
import io.tallyman.testing.FakeEventView;
import io.tallyman.testing.RecordBuilder;
import java.io.IOException;

/** Events as the engine puts them into a block: those with an even number are of a container, the others of the host. */
final class Block {
    private static final byte[] OPENAT = RecordBuilder.of("openat").hostTask(7, 7, 1).comm("t").bytes();
    private static final FakeEventView INSIDE = new FakeEventView(OPENAT, Containers.complete(1));
    private static final FakeEventView HOST = new FakeEventView(OPENAT, null);

    private final LineBuffer bytes = new LineBuffer(128 * 1024);
    private final EventDestination destination;
    private int events;

    Block(EventDestination destination) {
        this.destination = destination;
    }

    /** Appends an event that prints these words. */
    Block add(long number, String words) {
        int start = bytes.length();
        destination.beginEvent(number % 2 == 0 ? INSIDE : HOST, bytes);
        bytes.ascii(words);
        destination.endEvent(bytes, start);
        events++;
        return this;
    }

    /** Appends an event as a printer of lines prints the event. */
    Block add(EventView event, Printer printer) {
        int start = bytes.length();
        destination.beginEvent(event, bytes);
        printer.print(event, bytes);
        bytes.length(bytes.length() - 1);
        destination.endEvent(bytes, start);
        events++;
        return this;
    }

    int length() {
        return bytes.length();
    }

    /** Hands the block to the destination. The block is empty afterwards. */
    void write() throws IOException {
        int count = events;
        int length = bytes.length();
        events = 0;
        bytes.clear();
        destination.write(bytes.array(), 0, length, count);
    }
}
