package io.tallyman.containers.internal.attribution;

import java.util.List;

/**
 * Which container of the table and which container of a runtime are the same. Containers and cgroups are found by the ids
 * that they have or may have. Reader thread only.
 */
final class Claims {
    private final CgroupTree tree;
    private final KnownContainers knownContainers;
    /** Containers by the ids that they have or may have. */
    private final Index<TrackedContainer> containers = new Index<>();
    /** Cgroups that may still prove to be containers, by the ids that these containers would have. */
    private final Index<Cgroup> hints = new Index<>();

    Claims(CgroupTree tree, KnownContainers knownContainers) {
        this.tree = tree;
        this.knownContainers = knownContainers;
    }

    /** The container may have the ids of its candidates. */
    void add(TrackedContainer container) {
        container.candidates.forEach(candidate -> containers.add(candidate.id(), container));
    }

    /** A runtime has said which container it is: candidates that are others are given up. */
    void settle(TrackedContainer container, KnownContainer known) {
        containers.add(known.id, container);
        if (container.candidates.stream().noneMatch(candidate -> isMeant(candidate, known))) {
            container.candidates.forEach(candidate -> containers.remove(candidate.id(), container));
            container.candidates = List.of(new Candidate(known.origin.runtime(), known.id, true));
            containers.add(known.id, container);
        }
    }

    void remove(TrackedContainer container) {
        container.candidates.forEach(candidate -> containers.remove(candidate.id(), container));
        containers.remove(container.id(), container);
    }

    /** The cgroup is no container as far as is known, but may prove to be one of these. */
    void hint(Cgroup cgroup, List<Candidate> candidates) {
        cgroup.hints = candidates;
        candidates.forEach(candidate -> hints.add(candidate.id(), cgroup));
        String id = ContainerIds.atEndOf(cgroup.path);
        if (id != null) {
            hints.add(id, cgroup);
        }
    }

    /** The cgroup cannot prove to be a container any more. */
    void removeHints(Cgroup cgroup) {
        String id = ContainerIds.atEndOf(cgroup.path);
        if (id != null) {
            hints.remove(id, cgroup);
        }
        for (Candidate candidate : cgroup.hints) {
            hints.remove(candidate.id(), cgroup);
        }
    }

    /** The container of a runtime that is in a cgroup, as far as a runtime has told, or null. */
    KnownContainer knownFor(Cgroup cgroup, List<Candidate> candidates) {
        KnownContainer declared = knownContainers.declaredFor(cgroup);
        if (declared != null) {
            return declared;
        }
        for (Candidate candidate : candidates) {
            for (KnownContainer known : knownContainers.withId(candidate.id(), cgroup)) {
                if (isMeant(candidate, known)) {
                    return known;
                }
            }
        }
        String id = candidates.isEmpty() ? ContainerIds.atEndOf(cgroup.path) : null;
        List<KnownContainer> any = id == null ? List.of() : knownContainers.withId(id, cgroup);
        return any.isEmpty() ? null : any.get(0);
    }

    /**
     * The container to take a name over: a live one rather than a removed one, unnamed or named with less authority. Null
     * where there is none.
     */
    TrackedContainer claimantFor(KnownContainer known) {
        TrackedContainer found = null;
        for (TrackedContainer container : containers.get(known.id)) {
            if (mayAdopt(container, known) && known.fits(container.cgroup)
                    && container.candidates.stream().anyMatch(candidate -> isMeant(candidate, known))
                    && (found == null || found.gone)) {
                found = container;
            }
        }
        if (found == null && known.cgroupPath != null) {
            Cgroup declared = tree.at(known.cgroupPath);
            boolean its = declared != null && declared.isOwn() && mayAdopt(declared.owner, known)
                    && known.fits(declared);
            found = its ? declared.owner : null;
        }
        return found;
    }

    /** A container's name may only be replaced by a daemon that stands above the one that gave it. */
    private static boolean mayAdopt(TrackedContainer container, KnownContainer known) {
        return container.known == null || known.origin.authority().isAbove(container.known.origin.authority());
    }

    /** The cgroup that proves to be a container now: the one that the runtime declares, else one with hints. Or null. */
    Cgroup cgroupFor(KnownContainer known) {
        Cgroup declared = known.cgroupPath == null ? null : tree.at(known.cgroupPath);
        if (declared != null && mayBe(declared, known)) {
            return declared;
        }
        for (Cgroup cgroup : hints.get(known.id)) {
            boolean hinted = cgroup.hints.stream().anyMatch(candidate -> isMeant(candidate, known));
            if ((hinted || ContainerIds.isRandom(known.id)) && mayBe(cgroup, known)) {
                return cgroup;
            }
        }
        return null;
    }

    /** A declared cgroup with other containers in it is believed only if its path ends with the container's own id. */
    private boolean mayBe(Cgroup cgroup, KnownContainer known) {
        return !cgroup.isOwn() && !cgroup.removed && known.fits(cgroup) && !known.dropped
                && (cgroup.path.endsWith(known.id) || ContainerIds.atEndOf(cgroup.path) != null
                        || tree.below(cgroup.path).stream().noneMatch(Cgroup::isOwn));
    }

    /**
     * Several runtimes lay out their cgroups alike. A random id is unique, so the runtime that knows the id is meant.
     */
    private static boolean isMeant(Candidate candidate, KnownContainer known) {
        return candidate.id().equals(known.id)
                && (candidate.runtime().equals(known.origin.runtime()) || ContainerIds.isRandom(known.id));
    }

    /** How many ids are kept. */
    int size() {
        return containers.size() + hints.size();
    }
}
