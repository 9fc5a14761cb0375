package io.tallyman.engine.internal.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyman.engine.early.OwnerLosses;
import io.tallyman.engine.internal.LosingSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class SourceLossesTest {
    private static final long WEB = 17;
    private static final long DB = 19;

    private final LosingSource source = new LosingSource();
    private final SourceLosses losses = new SourceLosses(source);

    private List<String> look() {
        return losses.look().stream().map(lost -> lost.reason() + " " + lost.owner() + " " + lost.count()).sorted().toList();
    }

    @Test
    void shouldSayWhatIsNew() {
        source.lose(WEB, 1_009);
        source.lose(OwnerLosses.UNKNOWN, 3);
        assertEquals(List.of("ring_full -1 3", "ring_full 17 1009"), look());
        assertEquals(List.of(), look());
        source.lose(WEB, 5);
        source.busy = 7;
        assertEquals(List.of("ring_full 17 5", "scratch_busy -1 7"), look());
    }

    /** A source adds the owners that are long gone to the unknown ones. Their losses were told already. */
    @Test
    void shouldNotTellTheLossesOfAnOwnerAgainThatTheSourceForgets() {
        source.lose(WEB, 1_009);
        source.limit(WEB, 101);
        source.lose(DB, 11);
        look();
        source.lose(WEB, 7);
        source.forget(WEB);
        source.lose(DB, 2);
        source.limit(DB, 13);
        assertEquals(List.of("limited 19 13", "ring_full -1 7", "ring_full 19 2"), look());
        source.lose(OwnerLosses.UNKNOWN, 5);
        assertEquals(List.of("ring_full -1 5"), look());
        source.lose(WEB, 23);
        assertEquals(List.of("ring_full 17 23"), look());
    }
}
