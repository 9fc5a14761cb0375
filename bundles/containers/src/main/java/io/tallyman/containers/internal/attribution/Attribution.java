package io.tallyman.containers.internal.attribution;

import io.tallyman.containers.internal.authority.Authority;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Decides which container a cgroup belongs to. The path of the cgroup may name a container, a runtime may declare the
 * cgroup to be a container's, or the cgroup may lie inside of another container's. A container whose state a decision
 * has changed is added to {@link #changed}. Reader thread only.
 */
public final class Attribution {
    /** Containers whose change the listener has yet to hear of. */
    public final Set<TrackedContainer> changed = new LinkedHashSet<>();
    /** Containers, live or remembered, of which a session wants to know something that is not known yet. */
    public final Set<TrackedContainer> incomplete = new LinkedHashSet<>();

    private final CgroupTree tree;
    private final PathReader paths;
    private final KnownContainers knownContainers;
    /** Is told of each container with a cgroup inside that looks like a container: a runtime may run in there. */
    private final Consumer<TrackedContainer> outerFound;
    /** Containers by the ids that they have or may have. */
    private final Index<TrackedContainer> containers = new Index<>();
    /** Cgroups that may still prove to be containers, by the ids that these containers would have. */
    private final Index<Cgroup> hints = new Index<>();
    private long moves;

    public Attribution(CgroupTree tree, PathReader paths, KnownContainers knownContainers,
            Consumer<TrackedContainer> outerFound) {
        this.tree = tree;
        this.paths = paths;
        this.knownContainers = knownContainers;
        this.outerFound = outerFound;
    }

    /** Takes in a cgroup that is new to the tree. */
    public void enter(Cgroup cgroup) {
        TrackedContainer outer = tree.around(cgroup.path);
        cgroup.belongsTo(outer);
        List<Candidate> candidates = read(cgroup, outer);
        KnownContainer known = knownFor(cgroup, candidates);
        if (outer != null && !candidates.isEmpty()) {
            outerFound.accept(outer);
        }
        if (known != null || isSure(cgroup, candidates)) {
            become(cgroup, candidates, known);
        } else if (!candidates.isEmpty() && outer == null) {
            become(cgroup, candidates, null).unconfirmed = true;
        } else {
            hint(cgroup, candidates);
        }
    }

    /** A runtime inside a container takes the cgroup of that container for the root. */
    private List<Candidate> read(Cgroup cgroup, TrackedContainer outer) {
        List<Candidate> candidates = paths.read(cgroup.path);
        return candidates.isEmpty() && outer != null
                ? paths.read(cgroup.path.substring(outer.cgroup.path.length())) : candidates;
    }

    /** A runtime has come or gone. Its bundle may recognise a container in a path that no other bundle recognised. */
    public void matchAgain(Cgroup cgroup) {
        List<Candidate> candidates = read(cgroup, cgroup.isOwn() ? cgroup.owner.outer : cgroup.owner);
        if (!cgroup.isOwn()) {
            KnownContainer known = knownFor(cgroup, candidates);
            if (known != null || isSure(cgroup, candidates)) {
                become(cgroup, candidates, known);
                moves++;
            } else {
                hint(cgroup, candidates);
            }
        } else if (cgroup.owner.known == null && isSure(cgroup, candidates) && !candidates.get(0).runtime().isEmpty()) {
            cgroup.owner.candidates = candidates;
            cgroup.owner.reported.stale = true;
            candidates.forEach(candidate -> containers.add(candidate.id(), cgroup.owner));
            changed.add(cgroup.owner);
        }
    }

    /** A runtime has told something about a container: the cgroup of the container takes it over. */
    public void learn(KnownContainer known) {
        if (known.claimant != null) {
            changed.add(known.claimant);
            if (!known.claimant.gone) {
                return;
            }
        }
        TrackedContainer container = claimantFor(known);
        if (container != null) {
            adopt(container, known);
            return;
        }
        Cgroup declared = known.cgroupPath == null ? null : tree.at(known.cgroupPath);
        if (declared != null && mayBe(declared, known)) {
            become(declared, List.of(), known);
            moves++;
            return;
        }
        for (Cgroup cgroup : hints.get(known.id)) {
            boolean hinted = cgroup.hints.stream().anyMatch(candidate -> isMeant(candidate, known));
            if ((hinted || ContainerIds.isRandom(known.id)) && mayBe(cgroup, known)) {
                become(cgroup, List.of(), known);
                moves++;
                return;
            }
        }
    }

    /**
     * The cgroup has proved to be no container. What is in the cgroup belongs to the container around, or to the
     * host.
     */
    public void dissolve(TrackedContainer unconfirmed) {
        unconfirmed.state.update(null, false);
        moves++;
        for (Cgroup cgroup : tree.below(unconfirmed.cgroup.path)) {
            reassign(cgroup, unconfirmed, unconfirmed.outer);
        }
        forget(unconfirmed);
        unconfirmed.cgroup.belongsTo(unconfirmed.outer);
        if (!unconfirmed.cgroup.removed) {
            hint(unconfirmed.cgroup, unconfirmed.candidates);
        }
    }

    /** The directory of the cgroup has been removed. */
    public void removed(Cgroup cgroup) {
        String id = ContainerIds.atEndOf(cgroup.path);
        if (id != null) {
            hints.remove(id, cgroup);
        }
        for (Candidate candidate : cgroup.hints) {
            hints.remove(candidate.id(), cgroup);
        }
        if (cgroup.isOwn()) {
            cgroup.owner.gone = true;
            knownContainers.forgetUnclaimed(Authority.inside(cgroup.path));
            changed.add(cgroup.owner);
        }
    }

    /** No event will ask for this container again. */
    public void forget(TrackedContainer container) {
        container.forgotten = true;
        container.candidates.forEach(candidate -> containers.remove(candidate.id(), container));
        containers.remove(container.id(), container);
        incomplete.remove(container);
        changed.remove(container);
        if (container.known != null) {
            knownContainers.release(container.known, container);
        }
    }

    private TrackedContainer become(Cgroup cgroup, List<Candidate> candidates, KnownContainer known) {
        TrackedContainer outer = cgroup.owner;
        TrackedContainer container = new TrackedContainer(cgroup, outer, candidates, tree.newState());
        for (Cgroup below : tree.below(cgroup.path)) {
            reassign(below, outer, container);
        }
        cgroup.belongsTo(container);
        candidates.forEach(candidate -> containers.add(candidate.id(), container));
        incomplete.add(container);
        changed.add(container);
        if (known != null) {
            adopt(container, known);
        }
        return container;
    }

    /** Moves a cgroup from one container to another. A container in that cgroup is then inside of the other, too. */
    private void reassign(Cgroup cgroup, TrackedContainer from, TrackedContainer to) {
        moves++;
        if (cgroup.owner == from) {
            cgroup.belongsTo(to);
        } else if (cgroup.isOwn() && cgroup.owner.outer == from) {
            cgroup.owner.outer = to;
            markStale(cgroup.owner);
        }
    }

    private void adopt(TrackedContainer container, KnownContainer known) {
        if (container.known != null) {
            knownContainers.release(container.known, container);
        }
        container.known = known;
        container.unconfirmed = false;
        knownContainers.claim(known, container);
        containers.add(known.id, container);
        if (container.candidates.stream().noneMatch(c -> isMeant(c, known))) {
            container.candidates.forEach(candidate -> containers.remove(candidate.id(), container));
            container.candidates = List.of(new Candidate(known.origin.runtime(), known.id, true));
            containers.add(known.id, container);
        }
        markStale(container);
        for (Cgroup below : tree.below(container.cgroup.path)) {
            if (below.isOwn()) {
                markStale(below.owner);
            }
        }
    }

    private void markStale(TrackedContainer container) {
        container.reported.stale = true;
        changed.add(container);
    }

    private KnownContainer knownFor(Cgroup cgroup, List<Candidate> candidates) {
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
     * The container to take a name over: a live one rather than a removed one, unnamed or named with less authority.
     */
    private TrackedContainer claimantFor(KnownContainer known) {
        TrackedContainer found = null;
        for (TrackedContainer container : containers.get(known.id)) {
            if (mayAdopt(container, known) && known.fits(container.cgroup)
                    && container.candidates.stream().anyMatch(c -> isMeant(c, known))
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

    /** A declared cgroup with other containers in it is believed only if its path ends with the container's own id. */
    private boolean mayBe(Cgroup cgroup, KnownContainer known) {
        return !cgroup.isOwn() && !cgroup.removed && known.fits(cgroup) && !known.dropped
                && (cgroup.path.endsWith(known.id) || ContainerIds.atEndOf(cgroup.path) != null
                        || tree.below(cgroup.path).stream().noneMatch(Cgroup::isOwn));
    }

    private void hint(Cgroup cgroup, List<Candidate> candidates) {
        cgroup.hints = candidates;
        candidates.forEach(candidate -> hints.add(candidate.id(), cgroup));
        String id = ContainerIds.atEndOf(cgroup.path);
        if (id != null) {
            hints.add(id, cgroup);
        }
    }

    /**
     * Several runtimes lay out their cgroups alike. A random id is unique, so the runtime that knows the id is meant.
     */
    private static boolean isMeant(Candidate candidate, KnownContainer known) {
        return candidate.id().equals(known.id)
                && (candidate.runtime().equals(known.origin.runtime()) || ContainerIds.isRandom(known.id));
    }

    /**
     * Whether the path alone makes the cgroup a container. In a user's cgroup it does not: a user could leave what
     * {@code !container} shows by giving a cgroup such a name. There, the user's daemon has to say so.
     */
    private static boolean isSure(Cgroup cgroup, List<Candidate> candidates) {
        return !candidates.isEmpty() && candidates.get(0).sure() && !(cgroup.authority() instanceof Authority.User);
    }

    /** How often a cgroup came to belong to another container than before. */
    public long moves() {
        return moves;
    }

    /** The size of the indexes, for tests: a container that is forgotten leaves nothing behind. */
    public int indexed() {
        return containers.size() + hints.size();
    }
}
