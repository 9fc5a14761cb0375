package io.tallyman.engine.internal.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyman.engine.OwnerTotals;
import io.tallyman.engine.internal.loss.LossTotals;
import io.tallyman.testing.Containers;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossOwnersTest {
    private final LossOwners owners = new LossOwners();

    private static OwnerTotals web(long read, long lost) {
        return new OwnerTotals(Containers.complete(7), read, lost, 0, 0);
    }

    private static OwnerTotals host(long lost) {
        return new OwnerTotals(null, 1_000_003, lost, 0, 0);
    }

    private String say(LossTotals totals) {
        return owners.say(totals, totals.accounted());
    }

    @Test
    void shouldSayThatOneAloneHasLost() {
        assertEquals("; container web lost 201,833 of them (94 % of its events), nobody else lost any",
                say(new LossTotals(201_833, List.of(web(12_883, 201_833)))));
    }

    @Test
    void shouldSayWhoHasLostMostSinceTheLastTime() {
        say(new LossTotals(1_009, List.of(web(7, 1_009))));
        assertEquals("; the host lost 31 of them (1 % of its events), the others 5",
                say(new LossTotals(1_045, List.of(web(7, 1_014), host(31)))));
    }

    /** The counters are newer than what is known of the owners. */
    @Test
    void shouldNotSpeakOfOthersWhileMoreIsLost() {
        assertEquals("; the host lost 31 of them (1 % of its events)",
                owners.say(new LossTotals(31, List.of(host(31))), 1_013));
        assertEquals("; the host lost 11 of them (1 % of its events), the others 7",
                owners.say(new LossTotals(49, List.of(host(42))), 1_019));
    }

    @Test
    void shouldSayNothingWhereNobodyIsKnown() {
        assertEquals("", say(new LossTotals(7, List.of())));
        say(new LossTotals(10, List.of(host(3))));
        assertEquals("", say(new LossTotals(17, List.of(host(3)))));
    }
}
