package io.tallyman.engine.internal.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyman.api.container.Container;
import io.tallyman.engine.OwnerTotals;
import io.tallyman.engine.internal.loss.LossTotals;
import io.tallyman.engine.internal.loss.Owner;
import io.tallyman.testing.Containers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossRankingTest {
    private final LossRanking ranking = new LossRanking();

    private static Owner owner(int number, Container container, long lost) {
        Owner owner = new Owner(number, () -> container);
        owner.countLost(lost);
        return owner;
    }

    /** Two series with the same labels make a whole page of metrics unreadable. */
    @Test
    void shouldShowAContainerThatWasStartedAgainOnce() {
        Owner host = Owner.host();
        host.countLost(1_009);
        Owner first = owner(1, Containers.complete(7), 1_000);
        ranking.account(2_009);
        ranking.rank(Arrays.asList(host, first, null));
        Owner second = owner(1, Containers.complete(9), 11);
        second.countRead();
        second.countDropped(3);
        second.countLimited(5);
        ranking.account(11 + 17);
        ranking.rank(List.of(host, second));
        OwnerTotals web = new OwnerTotals(Containers.complete(9), 1, 1_011, 3, 5);
        assertEquals(new LossTotals(2_037, List.of(web, new OwnerTotals(null, 0, 1_009, 0, 0))), ranking.totals());
        ranking.rank(List.of(host));
        assertEquals(web, ranking.totals().worst().get(0));
    }

    @Test
    void shouldKeepThoseThatHaveLostMost() {
        List<Owner> owners = new ArrayList<>();
        for (int i = 0; i < 23; i++) {
            Container container = new Container(i, "id-" + i, "", "", "", "", "", Containers.complete(1).labels(),
                    Containers.POD, 0, i, List.of(), true, false, Containers.complete(1).enrichment(), "");
            owners.add(owner(i + 1, container, 100 + i));
        }
        ranking.rank(owners);
        ranking.rank(List.of());
        List<OwnerTotals> worst = ranking.totals().worst();
        assertEquals(20, worst.size());
        assertEquals(122, worst.get(0).lost());
        assertEquals(103, worst.get(19).lost());
    }
}
