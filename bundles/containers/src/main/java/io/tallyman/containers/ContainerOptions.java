package io.tallyman.containers;

import java.time.Duration;

/**
 * How containers are followed.
 *
 * @param deadline how long events of a container wait for its name
 * @param grace    how long a removed container is remembered
 * @param limit    how many removed containers are remembered at the most
 * @param nested   look for runtimes inside containers
 */
public record ContainerOptions(Duration deadline, Duration grace, int limit, boolean nested) {
    public static final ContainerOptions DEFAULT = new ContainerOptions(Duration.ofSeconds(2), Duration.ofSeconds(60),
            4096, true);
}
