package io.tallyman.api.output;

import io.tallyman.api.event.EventView;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Takes each event by itself, as a message bus does: an event becomes a message with a key. So each event is a block of
 * its own for the printer, and the bytes of the event are complete. The line end after a text is left out. The
 * destination puts its own bytes before and after the printed ones: where the event ends, and what the destination wants
 * to know of the event. A write hands over a sequence of events that are wrapped in this way. The printer's first and
 * last bytes ({@link Printer#begin}, {@link Printer#end}) are left out, since they belong to no event.
 *
 * <p>Both methods are called on the output's thread for each event, and should allocate nothing. If the output has a spool,
 * another thread may be in a write meanwhile. An event for which one of them throws is lost and counted.
 */
@ConsumerType
public interface EventDestination extends Destination {
    /** Appends what stands before the printed bytes of an event. Must not keep the view. */
    void beginEvent(EventView event, LineBuffer out);

    /**
     * Completes an event whose printed bytes are at the end of the buffer. May append, and may fill in what
     * {@link #beginEvent} has left open.
     *
     * @param start index of the first byte that {@link #beginEvent} has appended
     */
    void endEvent(LineBuffer out, int start);
}
