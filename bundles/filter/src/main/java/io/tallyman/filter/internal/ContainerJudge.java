package io.tallyman.filter.internal;

import io.tallyman.api.container.Container;

/** Decides a comparison by the container of an event alone. */
@FunctionalInterface
interface ContainerJudge {
    /** @param container the container as it is known now, or null for the host */
    Truth judge(Container container);
}
