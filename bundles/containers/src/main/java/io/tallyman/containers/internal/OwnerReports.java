package io.tallyman.containers.internal;

import io.tallyman.containers.ContainerTable.Listener;
import io.tallyman.containers.internal.attribution.Cgroup;
import io.tallyman.containers.internal.attribution.CgroupTree;
import io.tallyman.containers.internal.attribution.TrackedContainer;
import io.tallyman.containers.internal.authority.Authority;
import java.util.HashMap;
import java.util.Map;

/**
 * Tells the listener among whom to share: the containers that are not inside of another container. A container that Tallyman
 * itself runs in does not count as one around, because the other containers in there are this machine's to Tallyman. Reader
 * thread only.
 */
final class OwnerReports {
    /** A user's own daemon may call any number of cgroups containers; so many of them have a share. */
    static final int MOST_OF_A_USER = 64;

    private final CgroupTree tree;
    private final Map<Authority, Integer> ofUsers = new HashMap<>();

    OwnerReports(CgroupTree tree) {
        this.tree = tree;
    }

    /** Something about a container has changed, which is certainly a container. */
    void report(TrackedContainer container, Listener listener) {
        Authority authority = container.cgroup.authority();
        boolean owned = !container.gone && mayOwn(container, authority);
        if (owned == container.reported.owned) {
            return;
        }
        container.reported.owned = owned;
        if (authority instanceof Authority.User) {
            ofUsers.merge(authority, owned ? 1 : -1, Integer::sum);
        }
        if (!owned) {
            listener.disowned(container.cgroup.id);
            return;
        }
        listener.owned(container.cgroup.id);
        Cgroup around = tree.at(container.cgroup.path.substring(0, container.cgroup.path.lastIndexOf('/')));
        if (authority.isMachine() && around != null) {
            listener.childrenOwned(around.id);
        }
    }

    /** A cgroup was made for containers to lie in. The first container in there is an owner from its first moment, too. */
    void report(Cgroup parent, Listener listener) {
        if (!parent.removed && parent.authority().isMachine()) {
            listener.childrenOwned(parent.id);
        }
    }

    private boolean mayOwn(TrackedContainer container, Authority authority) {
        return authority.isMachine() || authority instanceof Authority.User
                && (container.reported.owned || ofUsers.getOrDefault(authority, 0) < MOST_OF_A_USER);
    }
}
