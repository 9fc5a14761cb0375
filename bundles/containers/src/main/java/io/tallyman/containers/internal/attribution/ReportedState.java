package io.tallyman.containers.internal.attribution;

import io.tallyman.api.container.Enrichment;

/** What the listener and the newest snapshot say of one container. Reader thread only. */
public final class ReportedState {
    /** The listener has heard of the container. */
    public boolean announced;
    /** The listener has heard that the container is gone. */
    public boolean removed;
    /** The listener has heard that all that is in the container's cgroup belongs to the container. */
    public boolean owned;
    /** The failure has been counted. */
    public boolean counted;
    /** The snapshot has to be made again, since something beside the runtime's word has changed. */
    public boolean stale;
    /** Version of the runtime's word that the snapshot shows. */
    public int shown;
    public Enrichment enrichment = Enrichment.NONE;
    public String reason = "";
    /** Labels were waited for in vain: the snapshot shows those that came with the name, which may not be all. */
    public boolean someLabels;
}
