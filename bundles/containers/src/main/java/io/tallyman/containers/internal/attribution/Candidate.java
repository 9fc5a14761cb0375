package io.tallyman.containers.internal.attribution;

/**
 * A runtime that a cgroup's container may be of.
 *
 * @param runtime its name
 * @param id      the container's id, should it be
 * @param sure    the path's form leaves no doubt
 */
public record Candidate(String runtime, String id, boolean sure) {
}
