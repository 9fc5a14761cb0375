package io.tallyman.engine.internal.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyman.engine.OwnerTotals;
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

    @Test
    void shouldSayThatOneAloneHasLost() {
        assertEquals("; container web lost 201,833 of them (94 % of its events), nobody else lost any",
                owners.say(List.of(web(12_883, 201_833)), 201_833));
    }

    @Test
    void shouldSayWhoHasLostMostSinceTheLastTime() {
        owners.say(List.of(web(7, 1_009)), 1_009);
        assertEquals("; the host lost 31 of them (1 % of its events), the others 5",
                owners.say(List.of(web(7, 1_014), host(31)), 1_045));
    }

    @Test
    void shouldSayNothingWhereNobodyIsKnown() {
        assertEquals("", owners.say(List.of(), 7));
        owners.say(List.of(host(3)), 10);
        assertEquals("", owners.say(List.of(host(3)), 17));
    }
}
