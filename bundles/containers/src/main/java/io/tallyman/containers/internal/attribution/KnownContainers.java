package io.tallyman.containers.internal.attribution;

import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.containers.internal.authority.Origin;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What runtimes have told, also of containers whose cgroup is not there yet: most tell before they make it. Of those
 * without a cgroup the newest are kept. Reader thread only.
 */
public final class KnownContainers {
    public static final int MOST_UNCLAIMED = 2_048;

    private final Index<KnownContainer> byId = new Index<>();
    private final Index<KnownContainer> byPath = new Index<>();
    private final Set<KnownContainer> unclaimed = new LinkedHashSet<>();

    /** Takes in what a daemon tells by itself. */
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
        unclaimed.add(known);
        merge(known, fragment);
        if (unclaimed.size() > MOST_UNCLAIMED) {
            forget(unclaimed.iterator().next());
        }
        return known;
    }

    /** Adds to what is known. */
    public KnownContainer merge(KnownContainer known, ContainerFragment fragment) {
        known.merge(fragment);
        if (known.cgroupPath != null) {
            byPath.add(known.cgroupPath, known);
        }
        return known;
    }

    /** The runtime has removed it; whoever carries it keeps it. */
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

    /** All with this id that may live in this cgroup and have no other. */
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
            // it has been started again
            known.pid = 0;
            known.inspected = false;
        }
        known.claimedBefore = true;
        known.claimant = by;
        unclaimed.remove(known);
    }

    /** The one who carried it is forgotten. */
    void release(KnownContainer known, TrackedContainer by) {
        if (known.claimant != by) {
            return;
        }
        known.claimant = null;
        if (known.dropped) {
            forget(known);
        } else if (byId.get(known.id).contains(known)) {
            unclaimed.add(known);
            if (unclaimed.size() > MOST_UNCLAIMED) {
                forget(unclaimed.iterator().next());
            }
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
        unclaimed.remove(known);
        if (known.cgroupPath != null) {
            byPath.remove(known.cgroupPath, known);
        }
    }
}
