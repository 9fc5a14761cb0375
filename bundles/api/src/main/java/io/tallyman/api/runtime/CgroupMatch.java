package io.tallyman.api.runtime;

/**
 * What a runtime reads from a cgroup's path.
 *
 * @param id   the container's id
 * @param sure true where the form of the path leaves no doubt (a 64-digit id in a scope of the runtime's own); false
 *             where it only might be one, and the runtime has to be asked before anybody is told
 */
public record CgroupMatch(String id, boolean sure) {
}
