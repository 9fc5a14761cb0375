package io.tallyman.api.output;

import io.tallyman.api.container.Metadata;
import io.tallyman.api.event.EventView;
import org.osgi.annotation.versioning.ConsumerType;

/** Turns events into bytes. Belongs to one output and is called on that output's thread alone. */
@ConsumerType
public interface Printer {
    /** Appends what comes before the first event (a table's header); nothing by default. */
    default void begin(LineBuffer out) {
    }

    /** What it shows of a container. Where names are asked for, events wait until so much is known. Any thread. */
    default Metadata needs() {
        return Metadata.NAME;
    }

    /**
     * True where the bytes are text that ends with the end of a line. A destination that takes each event by itself gets
     * the text without this line end, and gets other bytes as they are.
     */
    default boolean isText() {
        return true;
    }

    /**
     * True where each event becomes bytes at once. Another printer, which writes once it knows of many events, is refused
     * beside a destination that takes each event by itself.
     */
    default boolean writesEachEvent() {
        return true;
    }

    /** Appends one event. Must not keep the view, and should allocate nothing. */
    void print(EventView event, LineBuffer out);

    /**
     * Completes the events since the last call, which are about to be handed to the destination in one piece: a format
     * in blocks may append to them or fill in what it left open. Nothing by default.
     */
    default void endBlock(LineBuffer out) {
    }

    /** Appends what comes after the last event; nothing by default. */
    default void end(LineBuffer out) {
    }
}
