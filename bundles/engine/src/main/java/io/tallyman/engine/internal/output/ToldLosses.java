package io.tallyman.engine.internal.output;

import io.tallyman.engine.internal.loss.Hole;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What the events of a block tell that is lost. What was not written is told again. Output's thread. */
final class ToldLosses {
    private static final int MOST = 1_000;

    private final List<Hole> inBlock = new ArrayList<>();
    /** Whose losses are told a second time, because the printer has failed the first time. */
    private final Set<Hole.Key> repeated = new HashSet<>();
    private Consumer<Hole> again = hole -> { };

    /** Takes what is to be told again. */
    void tellAgain(Consumer<Hole> taker) {
        again = taker;
    }

    /** An event of the block tells of this. */
    void add(Hole hole) {
        inBlock.add(hole);
        repeated.remove(hole.key());
    }

    /** The printer has failed on the event that tells of this. It may fail on each of them, so it is told once more only. */
    void unprinted(Hole hole) {
        if (repeated.remove(hole.key())) {
            return;
        }
        if (repeated.size() >= MOST) {
            repeated.clear();
        }
        repeated.add(hole.key());
        again.accept(hole);
    }

    boolean isEmpty() {
        return inBlock.isEmpty();
    }

    /** How many events of the block tell of losses. */
    int size() {
        return inBlock.size();
    }

    /** @param settled the block was written, or will never be taken */
    void endBlock(boolean settled) {
        if (!settled) {
            inBlock.forEach(again);
        }
        inBlock.clear();
    }
}
