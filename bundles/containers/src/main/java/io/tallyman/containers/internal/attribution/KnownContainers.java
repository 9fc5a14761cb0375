package io.tallyman.containers.internal.attribution;

import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.containers.internal.authority.Authority;
import io.tallyman.containers.internal.authority.MemoryBudget;
import io.tallyman.containers.internal.authority.Origin;
import io.tallyman.containers.internal.counters.Failures;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What runtimes have told, also of containers whose cgroup does not exist yet: most runtimes tell before they make the
 * cgroup. A container that no cgroup has claimed is forgotten when there is no more room, the oldest first. Each
 * authority has room of its own. Reader thread only.
 */
public final class KnownContainers {
    public static final int MOST_UNCLAIMED = 2_048;

    private final Index<KnownContainer> byId = new Index<>();
    private final Index<KnownContainer> byPath = new Index<>();
    private final Map<Authority, Set<KnownContainer>> unclaimed = new HashMap<>();
    private final MemoryBudget budget = MemoryBudget.forKnownContainers();
    private final Failures failures;

    public KnownContainers(Failures failures) {
        this.failures = failures;
    }

    /** Takes in what a daemon tells without having been asked. */
    public KnownContainer tell(Origin origin, ContainerFragment fragment) {
        for (KnownContainer known : byId.get(fragment.id())) {
            if (known.origin.equals(origin)) {
                boolean fresh = known.dropped && !ContainerIds.isRandom(known.id);
                if (!fresh && !known.isAnother(fragment)) {
                    known.dropped = false;
                    return merge(known, fragment);
                }
                if (fresh || known.cgroupPath == null || known.cgroupPath.equals(fragment.cgroupPath())) {
                    forget(known);
                }
            }
        }
        KnownContainer known = new KnownContainer(origin, fragment.id());
        byId.add(known.id, known);
        addUnclaimed(known);
        return merge(known, fragment);
    }

    /** Adds to what is known. */
    public KnownContainer merge(KnownContainer known, ContainerFragment fragment) {
        known.merge(fragment);
        if (known.cgroupPath != null) {
            byPath.add(known.cgroupPath, known);
        }
        charge(known);
        return known;
    }

    /** Takes the memory for a container from its authority's share, and makes room there where that is needed. */
    private void charge(KnownContainer known) {
        Authority authority = known.origin.authority();
        budget.give(authority, known.charged);
        known.charged = 0;
        if (take(known)) {
            return;
        }
        failures.countOverBudget();
        KnownContainer oldest = oldest(authority, known);
        while (oldest != null && known.charged == 0) {
            forget(oldest);
            take(known);
            oldest = oldest(authority, known);
        }
        if (known.charged == 0) {
            known.dropLabels();
            if (!take(known)) {
                forget(known);
            }
        }
    }

    private boolean take(KnownContainer known) {
        long bytes = known.bytes();
        boolean fits = budget.take(known.origin.authority(), bytes);
        known.charged = fits ? bytes : 0;
        return fits;
    }

    private KnownContainer oldest(Authority authority, KnownContainer except) {
        for (KnownContainer known : unclaimed.getOrDefault(authority, Set.of())) {
            if (known != except) {
                return known;
            }
        }
        return null;
    }

    private void addUnclaimed(KnownContainer known) {
        Set<KnownContainer> ofAuthority = unclaimed.computeIfAbsent(known.origin.authority(),
                authority -> new LinkedHashSet<>());
        ofAuthority.add(known);
        if (ofAuthority.size() > MOST_UNCLAIMED) {
            forget(ofAuthority.iterator().next());
        }
    }

    private void removeUnclaimed(KnownContainer known) {
        unclaimed.computeIfPresent(known.origin.authority(), (authority, all) -> {
            all.remove(known);
            return all.isEmpty() ? null : all;
        });
    }

    /** Forgets what daemons of an authority have told of containers without a cgroup: these daemons are gone. */
    public void forgetUnclaimed(Authority authority) {
        List.copyOf(unclaimed.getOrDefault(authority, Set.of())).forEach(this::forget);
    }

    /** The runtime has removed a container. The cgroup that has claimed the container keeps the name. */
    public void dropped(Origin origin, String id) {
        for (KnownContainer known : byId.get(id)) {
            if (known.origin.equals(origin)) {
                known.dropped = true;
            }
        }
    }

    /** The newest container that a daemon declares to live in this cgroup and may speak of there, or null. */
    KnownContainer declaredFor(Cgroup cgroup) {
        KnownContainer declared = null;
        for (KnownContainer known : byPath.get(cgroup.path)) {
            declared = known.fits(cgroup) && isFree(known) ? known : declared;
        }
        return declared;
    }

    /** All containers with this id that may be in this cgroup and that no other cgroup has claimed. */
    List<KnownContainer> withId(String id, Cgroup cgroup) {
        List<KnownContainer> found = new ArrayList<>(1);
        for (KnownContainer known : byId.get(id)) {
            if (known.fits(cgroup) && isFree(known)) {
                found.add(known);
            }
        }
        return found;
    }

    void claim(KnownContainer known, TrackedContainer by) {
        if (known.claimedBefore) {
            // the container has been started again
            known.pid = 0;
            known.inspected = false;
        }
        known.claimedBefore = true;
        known.claimant = by;
        removeUnclaimed(known);
    }

    /** The container that this belonged to is forgotten. */
    void release(KnownContainer known, TrackedContainer by) {
        if (known.claimant != by) {
            return;
        }
        known.claimant = null;
        if (known.dropped) {
            forget(known);
        } else if (byId.get(known.id).contains(known)) {
            addUnclaimed(known);
        }
    }

    public int size() {
        return byId.size();
    }

    private static boolean isFree(KnownContainer known) {
        return known.claimant == null || known.claimant.gone;
    }

    private void forget(KnownContainer known) {
        byId.remove(known.id, known);
        removeUnclaimed(known);
        budget.give(known.origin.authority(), known.charged);
        known.charged = 0;
        if (known.cgroupPath != null) {
            byPath.remove(known.cgroupPath, known);
        }
    }
}
