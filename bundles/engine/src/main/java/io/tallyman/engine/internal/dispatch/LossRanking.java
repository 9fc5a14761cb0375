package io.tallyman.engine.internal.dispatch;

import io.tallyman.api.container.Container;
import io.tallyman.engine.OwnerTotals;
import io.tallyman.engine.internal.loss.LossTotals;
import io.tallyman.engine.internal.loss.Owner;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who has lost most. A container that was started again has a new cgroup and so a new owner; both are shown as one. Reader
 * thread, save where a method says otherwise.
 */
final class LossRanking {
    /** So many that have lost most are shown. */
    private static final int SHOWN = 20;

    private List<Owner> worst = List.of();
    private long accounted;
    private volatile LossTotals totals = LossTotals.NONE;

    /** The owners of one container, and what they have lost together. */
    private record Ranked(OwnerTotals totals, List<Owner> owners) {
        private static final Comparator<Ranked> BY_LOSS = Comparator.comparingLong((Ranked each) -> each.totals.all())
                .thenComparingLong(each -> each.totals.limited()).reversed();

        static Ranked of(Owner owner) {
            return new Ranked(new OwnerTotals(owner.container(), owner.read(), owner.lost(), owner.dropped(),
                    owner.limited()), List.of(owner));
        }

        Ranked plus(Ranked other) {
            List<Owner> all = new ArrayList<>(owners);
            all.addAll(other.owners);
            OwnerTotals more = other.totals;
            return new Ranked(new OwnerTotals(newer(totals.container(), more.container()), totals.read() + more.read(),
                    totals.lost() + more.lost(), totals.dropped() + more.dropped(), totals.limited() + more.limited()),
                    all);
        }

        private static Container newer(Container one, Container other) {
            return one == null || one.serial() > other.serial() ? one : other;
        }
    }

    /** Events were lost in a full ring, and it was looked whose they were. */
    void account(long events) {
        accounted += events;
    }

    /** @param owners all owners, and some that are gone; null: a place that is free */
    void rank(Collection<Owner> owners) {
        Set<Owner> candidates = new LinkedHashSet<>(worst);
        for (Owner owner : owners) {
            if (owner != null && owner.lost() + owner.dropped() + owner.limited() > 0) {
                candidates.add(owner);
            }
        }
        Map<String, Ranked> byContainer = new LinkedHashMap<>();
        for (Owner owner : candidates) {
            Ranked each = Ranked.of(owner);
            byContainer.merge(each.totals().containerId(), each, Ranked::plus);
        }
        List<Ranked> ranked = byContainer.values().stream().sorted(Ranked.BY_LOSS).limit(SHOWN).toList();
        worst = ranked.stream().flatMap(each -> each.owners().stream()).toList();
        totals = new LossTotals(accounted, ranked.stream().map(Ranked::totals).toList());
    }

    /** As of the last {@link #rank}. Any thread. */
    LossTotals totals() {
        return totals;
    }
}
