package io.tallyman.api.output;

import java.io.Closeable;
import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Takes bytes to somewhere. Belongs to one output and is called on one thread of that output alone, except
 * {@link #close}, which may come from another thread and ends a blocked call, and {@link #reopen}.
 *
 * <p>An output may have a spool on disk. Then the exception of a write decides what becomes of the events: what was
 * {@link Refused} is lost, and all else is written again later. Without a spool all that was not taken is lost.
 */
@ConsumerType
public interface Destination extends Closeable {
    /**
     * Writes whole events. May block: the output's queue absorbs it. The array is the caller's again on return.
     *
     * @param events how many events the bytes hold
     * @throws Broken the other side is gone for good and nobody minds (a closed pipe)
     * @throws Refused the other side has taken all but some of the events, and will never take those
     * @throws Unavailable the other side has taken a part of the events, and may take the rest later
     * @throws IOException the other side has taken nothing, and may take these bytes later; without a spool they are
     *     lost and counted, and the next call tries again
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

    /**
     * The other side has taken a part of a write, and may take the rest later. What is neither in the rest nor refused,
     * was taken.
     */
    final class Unavailable extends IOException {
        private static final long serialVersionUID = 1L;
        private final transient byte[] rest;
        private final int restEvents;
        private final int refusedEvents;
        private final long refusedBytes;

        /**
         * @param rest       what is to be written later; belongs to the exception from now on
         * @param restEvents how many events the rest holds
         * @param refused    which events the other side will never take, or null if there are none
         * @param message    why the other side does not take the rest now
         * @param cause      may be null
         */
        public Unavailable(byte[] rest, int restEvents, Refused refused, String message, Throwable cause) {
            super(message, cause);
            this.rest = rest;
            this.restEvents = restEvents;
            refusedEvents = refused == null ? 0 : refused.events();
            refusedBytes = refused == null ? 0 : refused.bytes();
        }

        /** What is to be written later. */
        public byte[] rest() {
            return rest;
        }

        /** How many events the rest holds. */
        public int restEvents() {
            return restEvents;
        }

        /** How many events of the write are lost. */
        public int refusedEvents() {
            return refusedEvents;
        }

        /** How many bytes of the write are lost, at the most. */
        public long refusedBytes() {
            return refusedBytes;
        }
    }

    /**
     * Some events of a write are lost, since the other side would refuse them again. It has the others. The next call
     * tries again.
     */
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
