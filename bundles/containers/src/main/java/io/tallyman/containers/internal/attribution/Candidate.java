package io.tallyman.containers.internal.attribution;

/**
 * A container that the path of a cgroup may name.
 *
 * @param runtime the name of the runtime that may have made the container
 * @param id      the id that the container would have
 * @param sure    the form of the path leaves no doubt that this is a container
 */
public record Candidate(String runtime, String id, boolean sure) {
}
