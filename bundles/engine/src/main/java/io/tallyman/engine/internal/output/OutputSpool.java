package io.tallyman.engine.internal.output;

import io.tallyman.api.output.Amounts;
import io.tallyman.api.output.Destination;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.OptionSpec.Type;
import io.tallyman.engine.OutputRequest;
import io.tallyman.engine.SessionStatus.SpoolStatus;
import io.tallyman.engine.TraceException;
import io.tallyman.engine.internal.spool.Spool;
import io.tallyman.engine.internal.spool.Spools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The spool of one output, and the destination behind it. Output's thread; the counts may be read by any thread. */
final class OutputSpool {
    /** A key of every output. */
    static final OptionSpec SPOOL = new OptionSpec("spool", Type.PATH, "", List.of(),
            "Directory that keeps on disk what the destination cannot take now, also across restarts. "
                    + "Each output needs one of its own.");
    /** A key of every output. */
    static final OptionSpec SPOOL_SIZE = new OptionSpec("spool-size", Type.SIZE, "1G", List.of(),
            "Size of the spool, from 1M. A full spool drops the oldest events and counts them.");
    private static final long LEAST = 1 << 20;

    private final String name;
    private final Spool spool;
    private final DeliveryCounts counts = new DeliveryCounts();
    private SpooledDestination destination;
    private boolean closed;

    private OutputSpool(String name, Spool spool) {
        this.name = name;
        this.spool = spool;
    }

    /**
     * Opens the spool of an output, or shares it with the output whose place this one takes.
     *
     * @param session the name of the output's session
     * @return null if the output has no spool
     * @throws IOException              the directory cannot be used
     * @throws TraceException           a value has another form
     * @throws IllegalArgumentException a value is not allowed
     */
    static OutputSpool open(OutputRequest request, String session) throws IOException, TraceException {
        if (request.options().getOrDefault(SPOOL.name(), "").isEmpty()) {
            if (request.options().containsKey(SPOOL_SIZE.name())) {
                throw new IllegalArgumentException("key '" + SPOOL_SIZE.name() + "' needs the key 'spool'");
            }
            return null;
        }
        Map<String, String> values = OutputOptions.values(request, List.of(SPOOL, SPOOL_SIZE));
        String size = values.get(SPOOL_SIZE.name());
        long bytes = Amounts.size(size);
        if (bytes < LEAST) {
            throw new IllegalArgumentException(
                    "key '" + SPOOL_SIZE.name() + "' cannot be '" + size + "': allowed is 1M and more");
        }
        return new OutputSpool(request.name(), Spools.open(Path.of(values.get(SPOOL.name())), bytes,
                session.equals(request.name()) ? session : session + "/" + request.name(),
                request.printer() + " for " + request.destination()));
    }

    /** Puts the spool before this destination, which gets no block before {@link #start}. */
    Destination before(Destination target) {
        destination = new SpooledDestination(spool, target, counts, name);
        return destination;
    }

    /** From now on the destination gets what is in the spool. */
    void start() {
        destination.start();
    }

    /** Gives a destination that works some time to empty the spool. */
    void awaitEmpty() {
        destination.awaitEmpty();
    }

    /** Nobody reads any more at the other side. */
    boolean isBroken() {
        return destination.isBroken();
    }

    /** What is behind the spool. */
    Destination target() {
        return destination.target();
    }

    /**
     * Stores a block, or counts its events as lost.
     *
     * @param told how many further events tell what is lost
     * @return false if the block is not kept
     */
    boolean append(byte[] block, int length, int events, int told) {
        return spool.append(block, 0, length, events, told);
    }

    /** The destination has not taken all that there is. */
    boolean isBehind() {
        return spool.isBehind();
    }

    /** What has become of blocks that were taken out. */
    DeliveryCounts counts() {
        return counts;
    }

    SpoolStatus status() {
        return spool.status();
    }

    /** Why events were lost last in the spool itself, or empty. */
    String lastTrouble() {
        return spool.lastTrouble();
    }

    boolean isShared(OutputSpool other) {
        return other != null && spool == other.spool;
    }

    /** Gives the spool up. What is in there stays on disk. */
    void close() {
        if (!closed) {
            closed = true;
            Spools.close(spool);
        }
    }
}
