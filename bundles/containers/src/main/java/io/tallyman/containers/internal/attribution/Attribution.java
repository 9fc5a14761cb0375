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
    /** Cgroups made for containers to lie in, of which the listener has yet to hear. */
    public final Set<Cgroup> parents = new LinkedHashSet<>();

    private final CgroupTree tree;
    private final PathReader paths;
    private final KnownContainers knownContainers;
    /** Is told of each container with a cgroup inside that looks like a container: a runtime may run in there. */
    private final Consumer<TrackedContainer> outerFound;
    private final Claims claims;
    private long moves;

    public Attribution(CgroupTree tree, PathReader paths, KnownContainers knownContainers,
            Consumer<TrackedContainer> outerFound) {
        this.tree = tree;
        this.paths = paths;
        this.knownContainers = knownContainers;
        this.outerFound = outerFound;
        claims = new Claims(tree, knownContainers);
    }

    /** Takes in a cgroup that is new to the tree. */
    public void enter(Cgroup cgroup) {
        TrackedContainer outer = tree.around(cgroup.path);
        cgroup.belongsTo(outer);
        List<Candidate> candidates = read(cgroup, outer);
        KnownContainer known = claims.knownFor(cgroup, candidates);
        if (outer != null && !candidates.isEmpty()) {
            outerFound.accept(outer);
        }
        if (known != null || isSure(cgroup, candidates)) {
            become(cgroup, candidates, known);
        } else if (!candidates.isEmpty() && outer == null) {
            become(cgroup, candidates, null).unconfirmed = true;
        } else {
            claims.hint(cgroup, candidates);
        }
        lookForParent(cgroup);
    }

    private void lookForParent(Cgroup cgroup) {
        if (!cgroup.isParent && !cgroup.isOwn() && paths.isParent(cgroup.path)) {
            cgroup.isParent = true;
            parents.add(cgroup);
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
            KnownContainer known = claims.knownFor(cgroup, candidates);
            if (known != null || isSure(cgroup, candidates)) {
                become(cgroup, candidates, known);
                moves++;
            } else {
                claims.hint(cgroup, candidates);
            }
        } else if (cgroup.owner.known == null && isSure(cgroup, candidates) && !candidates.get(0).runtime().isEmpty()) {
            cgroup.owner.candidates = candidates;
            cgroup.owner.reported.stale = true;
            claims.add(cgroup.owner);
            changed.add(cgroup.owner);
        }
        lookForParent(cgroup);
    }

    /** A runtime has told something about a container: the cgroup of the container takes it over. */
    public void learn(KnownContainer known) {
        if (known.claimant != null) {
            changed.add(known.claimant);
            if (!known.claimant.gone) {
                return;
            }
        }
        TrackedContainer container = claims.claimantFor(known);
        if (container != null) {
            adopt(container, known);
            return;
        }
        Cgroup cgroup = claims.cgroupFor(known);
        if (cgroup != null) {
            become(cgroup, List.of(), known);
            moves++;
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
            claims.hint(unconfirmed.cgroup, unconfirmed.candidates);
        }
    }

    /** The directory of the cgroup has been removed. */
    public void removed(Cgroup cgroup) {
        claims.removeHints(cgroup);
        if (cgroup.isOwn()) {
            cgroup.owner.gone = true;
            knownContainers.forgetUnclaimed(Authority.inside(cgroup.path));
            changed.add(cgroup.owner);
        }
    }

    /** No event will ask for this container again. */
    public void forget(TrackedContainer container) {
        container.forgotten = true;
        claims.remove(container);
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
        claims.add(container);
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
        claims.settle(container, known);
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
        return claims.size();
    }
}
