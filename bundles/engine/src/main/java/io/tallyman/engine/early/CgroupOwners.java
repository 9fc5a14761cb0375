package io.tallyman.engine.early;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A source that shares its room fairly among owners, which are containers and the host. A
 * {@link io.tallyman.api.source.SourceSession} that does so implements this interface besides. A cgroup belongs to the
 * nearest owner around: what is made inside a container belongs to this container. What lies in no owner belongs to the
 * host.
 *
 * <p>All methods belong to the reader thread, and none of them fails: where the source has no room for an owner, the events
 * of the owner count as those of the next owner around.
 */
@ConsumerType
public interface CgroupOwners {
    /** A cgroup is an owner from now on. Nothing happens if the cgroup is one already. */
    void own(long cgroupId);

    /**
     * The children of a cgroup are owners from now on, also those that are made later, from their first moment. Only the
     * machine itself may be able to make cgroups in there, as every child gets a share.
     */
    void ownChildren(long cgroupId);

    /** A cgroup is no owner any more, or is gone. */
    void disown(long cgroupId);
}
