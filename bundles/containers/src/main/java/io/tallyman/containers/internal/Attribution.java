package io.tallyman.containers.internal;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which container a cgroup belongs to: what its path speaks of, what runtimes declare, else the container around it.
 * Whoever needs to be looked at afterwards is in {@link #changed}. Reader thread only.
 */
final class Attribution {
    /** Containers whose state may have to be told. */
    final Set<Tracked> changed = new LinkedHashSet<>();
    /** Containers of which something that is wanted is not known, live or remembered. */
    final Set<Tracked> incomplete = new LinkedHashSet<>();

    private final CgroupTree tree;
    private final PathReader paths;
    private final KnownContainers knowns;
    /** Hears of containers that others are inside of; their ids may be a runtime's in there. */
    private final Consumer<Tracked> outers;
    /** Containers by the ids that they have or may have. */
    private final Index<Tracked> containers = new Index<>();
    /** Cgroups that are no container's own so far, by the ids they would have. */
    private final Index<Cgroup> hints = new Index<>();
    private long moves;

    Attribution(CgroupTree tree, PathReader paths, KnownContainers knowns, Consumer<Tracked> outers) {
        this.tree = tree;
        this.paths = paths;
        this.knowns = knowns;
        this.outers = outers;
    }

    /** Takes in a cgroup that is new to the tree. */
    void enter(Cgroup cgroup) {
        Tracked outer = tree.around(cgroup.path);
        cgroup.belongsTo(outer);
        List<Candidate> candidates = read(cgroup, outer);
        Known known = knownFor(cgroup.path, candidates);
        if (outer != null && !candidates.isEmpty()) {
            outers.accept(outer);
        }
        if (known != null || isSure(candidates)) {
            become(cgroup, candidates, known);
        } else if (!candidates.isEmpty() && outer == null) {
            become(cgroup, candidates, null).maybe = true;
        } else {
            hint(cgroup, candidates);
        }
    }

    /** A runtime inside a container lays its cgroups out from where it sees the root. */
    private List<Candidate> read(Cgroup cgroup, Tracked outer) {
        List<Candidate> candidates = paths.read(cgroup.path);
        return candidates.isEmpty() && outer != null
                ? paths.read(cgroup.path.substring(outer.cgroup.path.length())) : candidates;
    }

    /** A runtime has come or gone: it may see a container where nobody did, or be the one to ask. */
    void matchAgain(Cgroup cgroup) {
        List<Candidate> candidates = read(cgroup, cgroup.isOwn() ? cgroup.owner.outer : cgroup.owner);
        if (!cgroup.isOwn()) {
            Known known = knownFor(cgroup.path, candidates);
            if (known != null || isSure(candidates)) {
                become(cgroup, candidates, known);
                moves++;
            } else {
                hint(cgroup, candidates);
            }
        } else if (cgroup.owner.known == null && isSure(candidates) && !candidates.get(0).runtime().isEmpty()) {
            cgroup.owner.candidates = candidates;
            cgroup.owner.stale = true;
            candidates.forEach(candidate -> containers.add(candidate.id(), cgroup.owner));
            changed.add(cgroup.owner);
        }
    }

    /** A runtime has spoken of this container: whoever it is of takes it. */
    void learn(Known known) {
        if (known.claimant != null) {
            changed.add(known.claimant);
            if (!known.claimant.gone) {
                return;
            }
        }
        Tracked container = takerFor(known);
        if (container != null) {
            take(container, known);
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

    /** No container after all: what is in the cgroup belongs to whom it would belong without it. */
    void dissolve(Tracked maybe) {
        maybe.state.update(null, false);
        moves++;
        for (Cgroup cgroup : tree.below(maybe.cgroup.path)) {
            hand(cgroup, maybe, maybe.outer);
        }
        forget(maybe);
        maybe.cgroup.belongsTo(maybe.outer);
        if (!maybe.cgroup.removed) {
            hint(maybe.cgroup, maybe.candidates);
        }
    }

    /** Its directory is gone. */
    void removed(Cgroup cgroup) {
        String id = ContainerIds.atEndOf(cgroup.path);
        if (id != null) {
            hints.remove(id, cgroup);
        }
        for (Candidate candidate : cgroup.hints) {
            hints.remove(candidate.id(), cgroup);
        }
        if (cgroup.isOwn()) {
            cgroup.owner.gone = true;
            changed.add(cgroup.owner);
        }
    }

    /** Nobody will ask for it again. */
    void forget(Tracked container) {
        container.forgotten = true;
        container.candidates.forEach(candidate -> containers.remove(candidate.id(), container));
        containers.remove(container.id(), container);
        incomplete.remove(container);
        changed.remove(container);
        if (container.known != null) {
            knowns.release(container.known, container);
        }
    }

    private Tracked become(Cgroup cgroup, List<Candidate> candidates, Known known) {
        Tracked outer = cgroup.owner;
        Tracked container = new Tracked(cgroup, outer, candidates);
        for (Cgroup below : tree.below(cgroup.path)) {
            hand(below, outer, container);
        }
        cgroup.belongsTo(container);
        candidates.forEach(candidate -> containers.add(candidate.id(), container));
        incomplete.add(container);
        changed.add(container);
        if (known != null) {
            take(container, known);
        }
        return container;
    }

    /** A cgroup that belonged to one container belongs to another; a container in it is now in the other. */
    private void hand(Cgroup cgroup, Tracked from, Tracked to) {
        moves++;
        if (cgroup.owner == from) {
            cgroup.belongsTo(to);
        } else if (cgroup.isOwn() && cgroup.owner.outer == from) {
            cgroup.owner.outer = to;
            restale(cgroup.owner);
        }
    }

    private void take(Tracked container, Known known) {
        if (container.known != null) {
            knowns.release(container.known, container);
        }
        container.known = known;
        container.maybe = false;
        knowns.claim(known, container);
        containers.add(known.id, container);
        if (container.candidates.stream().noneMatch(c -> isMeant(c, known))) {
            container.candidates.forEach(candidate -> containers.remove(candidate.id(), container));
            container.candidates = List.of(new Candidate(known.origin.runtime(), known.id, true));
            containers.add(known.id, container);
        }
        restale(container);
        for (Cgroup below : tree.below(container.cgroup.path)) {
            if (below.isOwn()) {
                restale(below.owner);
            }
        }
    }

    private void restale(Tracked container) {
        container.stale = true;
        changed.add(container);
    }

    private Known knownFor(String path, List<Candidate> candidates) {
        Known declared = knowns.declaredFor(path);
        if (declared != null) {
            return declared;
        }
        for (Candidate candidate : candidates) {
            for (Known known : knowns.withId(candidate.id(), path)) {
                if (isMeant(candidate, known)) {
                    return known;
                }
            }
        }
        String id = candidates.isEmpty() ? ContainerIds.atEndOf(path) : null;
        List<Known> any = id == null ? List.of() : knowns.withId(id, path);
        return any.isEmpty() ? null : any.get(0);
    }

    /** The live container, else the remembered one, that has no name, or has it from somebody who is worth less. */
    private Tracked takerFor(Known known) {
        Tracked found = null;
        for (Tracked container : containers.get(known.id)) {
            if (mayTake(container, known) && known.fits(container.cgroup.path)
                    && container.candidates.stream().anyMatch(c -> isMeant(c, known))
                    && (found == null || found.gone)) {
                found = container;
            }
        }
        if (found == null && known.cgroupPath != null) {
            Cgroup declared = tree.at(known.cgroupPath);
            boolean its = declared != null && declared.isOwn() && mayTake(declared.owner, known)
                    && known.fits(declared.path);
            found = its ? declared.owner : null;
        }
        return found;
    }

    /** What runs inside a container, or is a user's, has no say where a runtime of the machine's has spoken. */
    private static boolean mayTake(Tracked container, Known known) {
        return container.known == null || known.origin.scope().equals(Scope.MACHINE)
                && !container.known.origin.scope().equals(Scope.MACHINE);
    }

    /** A declared path that has other containers in it is believed only where it bears the container's own id. */
    private boolean mayBe(Cgroup cgroup, Known known) {
        return !cgroup.isOwn() && !cgroup.removed && known.fits(cgroup.path) && !known.dropped
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

    /** Several runtimes lay out their cgroups alike; who knows a random id, which no other has, is the right one. */
    private static boolean isMeant(Candidate candidate, Known known) {
        return candidate.id().equals(known.id)
                && (candidate.runtime().equals(known.origin.runtime()) || ContainerIds.isRandom(known.id));
    }

    private static boolean isSure(List<Candidate> candidates) {
        return !candidates.isEmpty() && candidates.get(0).sure();
    }

    /** How often a cgroup came to belong to another container than before. */
    long moves() {
        return moves;
    }

    /** For tests: nothing is left of containers that are forgotten. */
    int indexed() {
        return containers.size() + hints.size();
    }
}
