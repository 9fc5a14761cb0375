package io.tallyman.filter.internal;

import io.tallyman.api.container.Container;

/** A comparison as far as the container alone decides it. */
@FunctionalInterface
interface ContainerJudge {
    /** @param container as it is known now, or null for the host */
    Truth judge(Container container);
}
