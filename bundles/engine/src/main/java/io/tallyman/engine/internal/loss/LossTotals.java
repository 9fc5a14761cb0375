package io.tallyman.engine.internal.loss;

import io.tallyman.engine.OwnerTotals;
import java.util.List;

/**
 * Whose events were lost, at one moment.
 *
 * @param accounted events lost in a full ring of which it was looked whose they were: those of {@code worst}, those of
 *                  others, and those of nobody knows whom
 * @param worst     who has lost most, the worst first
 */
public record LossTotals(long accounted, List<OwnerTotals> worst) {
    /** Nothing was lost. */
    public static final LossTotals NONE = new LossTotals(0, List.of());
}
