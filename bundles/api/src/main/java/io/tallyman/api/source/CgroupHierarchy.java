package io.tallyman.api.source;

import java.nio.file.Path;

/**
 * The one cgroup hierarchy that gives containers their ids.
 *
 * @param id         the kernel's number of it; 0 is the default (v2) one
 * @param controller the v1 controller that names it, or empty for v2
 * @param mountPoint where it is mounted, or null
 * @param mountRoot  which of its cgroups is mounted there; "/" unless this is a private cgroup namespace
 */
public record CgroupHierarchy(int id, String controller, Path mountPoint, String mountRoot) {
    /** Whether this is the default hierarchy (v2). */
    public boolean isV2() {
        return id == 0;
    }
}
