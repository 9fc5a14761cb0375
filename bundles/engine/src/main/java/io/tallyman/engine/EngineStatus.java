package io.tallyman.engine;

import io.tallyman.api.source.LossCounter;
import java.util.List;

/**
 * What the source, the container table and the hold queues count.
 *
 * @param source          the source's name
 * @param emitted         records that the programs meant to write
 * @param read            records that the engine has read
 * @param losses          why records were lost before they were read; every reason, also at zero. Emitted is exactly
 *                        what was read, lost and withheld, once the ring is empty
 * @param withheld        why programs did not write records although they could: somebody has asked for fewer; every
 *                        reason, also at zero
 * @param failures        what else went wrong: unknown events, questions to runtimes that failed; also at zero
 * @param containers      live containers
 * @param remembered      removed containers that are still known
 * @param heldEvents      events that wait for their container's name
 * @param heldBytes       their size
 * @param holdBytes       size of the pool
 * @param pendingReleased events that left without a name because the deadline passed or the pool was full
 * @param accounted       events lost in a full ring of which it was looked whose they were, counted at the same moment as
 *                        {@code worst}: those of {@code worst}, of others, and of nobody knows whom
 * @param worst           the containers (or the host) that have lost most, the worst first: up to 20 of them, as they were
 *                        counted in the last second
 */
public record EngineStatus(String source, long emitted, long read, List<LossCounter> losses,
        List<LossCounter> withheld, List<LossCounter> failures, int containers,
        int remembered, long heldEvents, long heldBytes, long holdBytes, long pendingReleased,
        long accounted, List<OwnerTotals> worst) {

    /** Records that were emitted and never read. */
    public long lost() {
        return losses.stream().mapToLong(LossCounter::value).sum();
    }
}
