package io.tallyman.containers.internal.attribution;

import io.tallyman.api.runtime.CgroupMatch;
import io.tallyman.api.runtime.ContainerRuntime;
import io.tallyman.containers.internal.counters.Failures;
import io.tallyman.containers.internal.plugins.RuntimeBundles;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Asks the runtime bundles which container a cgroup's path speaks of. */
public final class PathReader {
    /** The end of the path of a container that might be; its form alone matters. */
    private static final String ANY_CONTAINER = "/" + "0".repeat(64);
    /** A pod's cgroup as the kubelet makes it, with both cgroup drivers. */
    private static final Pattern POD =
            Pattern.compile("(?:[a-z-]*kubepods[a-z-]*-)?pod[0-9a-f][0-9a-f_-]{30,35}(?:\\.slice)?");

    private final RuntimeBundles runtimes;
    private final Failures failures;

    public PathReader(RuntimeBundles runtimes, Failures failures) {
        this.runtimes = runtimes;
        this.failures = failures;
    }

    /**
     * The containers that the path may name: those that a bundle is sure of, or else those that a bundle is not sure
     * of. While a bundle is missing, any random id at the end of a path counts as a container of an unknown runtime.
     */
    List<Candidate> read(String path) {
        List<Candidate> sure = new ArrayList<>(1);
        List<Candidate> unsure = new ArrayList<>(1);
        for (ContainerRuntime runtime : runtimes.present()) {
            CgroupMatch match = match(runtime, path);
            if (match != null && match.id() != null && !match.id().isEmpty()) {
                (match.sure() ? sure : unsure).add(new Candidate(runtime.name(), match.id(), match.sure()));
            }
        }
        if (!sure.isEmpty()) {
            return sure;
        }
        String id = runtimes.missesSome() ? ContainerIds.atEndOf(path) : null;
        return id != null ? List.of(new Candidate("", id, true)) : unsure;
    }

    /**
     * Whether the cgroup was made for containers to lie in: it is a pod's, or a bundle is sure that a random id in there is a
     * container's. Then a new child is a container long before its runtime says so.
     */
    boolean isParent(String path) {
        if (path.contains("kubepods") && POD.matcher(path.substring(path.lastIndexOf('/') + 1)).matches()) {
            return true;
        }
        String child = path + ANY_CONTAINER;
        for (ContainerRuntime runtime : runtimes.present()) {
            CgroupMatch match = match(runtime, child);
            if (match != null && match.sure()) {
                return true;
            }
        }
        return false;
    }

    private CgroupMatch match(ContainerRuntime runtime, String path) {
        try {
            return runtime.match(path);
        } catch (RuntimeException | LinkageError e) {
            failures.count(runtime.name(), Failures.Reason.BROKEN);
            return null;
        }
    }
}
