package io.tallyman.api.output;

import java.io.Closeable;
import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Takes bytes to somewhere. Belongs to one output and is called on that output's thread alone, except {@link #close},
 * which may come from another thread and ends a blocked call, and {@link #reopen}.
 */
@ConsumerType
public interface Destination extends Closeable {
    /**
     * Writes whole events. May block: the output's queue absorbs it. The array is the caller's again on return.
     *
     * @param events how many events the bytes hold
     * @throws Broken the other side is gone for good and nobody minds (a closed pipe)
     * @throws Refused the other side has taken all but some of the events
     * @throws IOException these bytes are lost; they are counted and the next call tries again
     */
    void write(byte[] bytes, int from, int count, int events) throws IOException;

    /** Called when the queue has run empty and before closing; hands on what is buffered. */
    default void flush() throws IOException {
    }

    /**
     * Asks to let go of what was opened by name and to open it anew with the next write, as log rotation does by
     * SIGHUP. From any thread; nothing to do by default.
     */
    default void reopen() {
    }

    /** Nobody reads any more: the output ends quietly. */
    final class Broken extends IOException {
        private static final long serialVersionUID = 1L;

        /** The message says who has gone; the cause may be null. */
        public Broken(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Some events of a write are lost, and the other side has the others. The next call tries again. */
    final class Refused extends IOException {
        private static final long serialVersionUID = 1L;
        private final int events;
        private final long bytes;

        /**
         * @param events  how many events of the write are lost
         * @param bytes   how many bytes of the write are lost, at the most
         * @param message why the other side does not have them
         * @param cause   may be null
         */
        public Refused(int events, long bytes, String message, Throwable cause) {
            super(message, cause);
            this.events = events;
            this.bytes = bytes;
        }

        /** How many events of the write are lost. */
        public int events() {
            return events;
        }

        /** How many bytes of the write are lost, at the most. */
        public long bytes() {
            return bytes;
        }
    }
}
