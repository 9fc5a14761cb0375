package io.tallyman.engine.internal.execs;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.EventView;
import io.tallyman.api.event.ProcessOrigin;
import io.tallyman.api.runtime.ExecCommand;
import io.tallyman.containers.ContainerState;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One command that a runtime has executed in a container: its id, and whether it is a health check. Reader thread only. */
final class Exec {
    static final byte[] NO_ID = {};

    private byte[] id = NO_ID;
    private String container = "";
    /** The runtime ran in this container; null: on the host. */
    private Container teller;
    private FirstProgram first;
    private ProcessOrigin verdict;

    /**
     * A runtime's command line has told of it.
     *
     * @param where the container that the runtime runs in; null: the host
     */
    void told(ExecCommand command, Container where) {
        id = command.execId().getBytes(StandardCharsets.US_ASCII);
        container = command.containerId();
        teller = where;
    }

    /** A program was executed in the container. The first one is what the runtime was asked to execute. */
    void executed(EventView program) {
        if (first == null && verdict == null) {
            first = FirstProgram.of(program);
        }
    }

    /** The first program has yet to be compared with the container's health check. */
    boolean isUndecided() {
        return first != null;
    }

    /** The id as bytes, not to be changed; empty where nobody has told it. */
    byte[] id() {
        return id;
    }

    /**
     * Whether the id is that of an exec in this container. What runs inside a container may say so only of containers that
     * are inside that one.
     */
    boolean isIn(Container place) {
        return place.id().equals(container) && (teller == null || place.parents().contains(teller.id()));
    }

    /**
     * What it is as far as is known now. While the container's health check may still be told, nothing is decided.
     *
     * @return {@link ProcessOrigin#EXEC} or {@link ProcessOrigin#HEALTHCHECK}
     */
    ProcessOrigin origin(ContainerState state) {
        if (verdict == null && first != null && (state.healthcheck() != null || !state.isWaiting())) {
            List<String> check = state.healthcheck();
            verdict = check != null && first.isRunOf(check) ? ProcessOrigin.HEALTHCHECK : ProcessOrigin.EXEC;
            first = null;
        }
        return verdict == null ? ProcessOrigin.EXEC : verdict;
    }
}
