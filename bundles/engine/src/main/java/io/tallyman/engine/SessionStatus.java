package io.tallyman.engine;

import java.util.List;

/**
 * What a session has counted so far. {@code matched} of each output is its delivered, dropped, failed and
 * still queued events.
 *
 * @param seen     events that were offered to the session's filter
 * @param matched  events that passed it
 * @param undecided events that passed because the filter failed on them
 * @param outputs  each output
 */
public record SessionStatus(long seen, long matched, long undecided, List<OutputStatus> outputs) {
    /**
     * One output.
     *
     * @param name        its name
     * @param printer     its printer's name
     * @param destination its destination's name
     * @param state       where it stands
     * @param delivered   events that the destination has taken
     * @param bytes       bytes that the destination has taken
     * @param dropped     events lost because the queue was full
     * @param failed      events lost because the destination refused them
     * @param redacted    texts in which something was hidden, see the key {@code redact}
     * @param queuedBytes bytes that wait in the queue
     * @param spool       what is kept on disk, or null if the output has no spool
     * @param detail      the last error, or why it is off or runs with a former configuration; or empty
     */
    public record OutputStatus(String name, String printer, String destination, State state, long delivered,
            long bytes, long dropped, long failed, long redacted, long queuedBytes, SpoolStatus spool, String detail) {
        /** The detail of an output that is configured and will run at once, or say why not. */
        public static final String STARTING = "it is being started";
    }

    /**
     * The spool of an output. What the output has matched, and what it has recovered, is delivered, failed, dropped from
     * the queue or from the spool, damaged, or still in the queue or in the spool.
     *
     * @param events    events on disk that the destination has not taken yet
     * @param bytes     size of the spool's files
     * @param recovered events that an earlier process has left there
     * @param dropped   events lost because the spool or its disk was full
     * @param damaged   events lost because the files were damaged
     * @param repeated  events that the destination may have twice, since they were sent again
     */
    public record SpoolStatus(long events, long bytes, long recovered, long dropped, long damaged, long repeated) {
        /** The sum of two spools, either of which may be null. */
        public static SpoolStatus sum(SpoolStatus a, SpoolStatus b) {
            return a == null ? b : b == null ? a : new SpoolStatus(a.events + b.events, a.bytes + b.bytes,
                    a.recovered + b.recovered, a.dropped + b.dropped, a.damaged + b.damaged, a.repeated + b.repeated);
        }
    }

    /** Where an output stands. */
    public enum State {
        RUNNING,
        /** Its printer or destination is away. */
        WAITING,
        /** The last write failed; it is tried again. */
        FAILING,
        /** Its reader has gone, or it was stopped. */
        ENDED,
        /** It is configured and does not run; the detail says why. */
        OFF
    }
}
