package io.tallyman.engine.internal.control;

import io.tallyman.api.filter.EventFilter;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.containers.ContainerOptions;
import io.tallyman.engine.TraceException;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.internal.dispatch.Pipeline;

/**
 * What all sessions on one source share: the first session's request decides it. A later session that asks for something
 * else is refused, so that nothing that was asked for is ignored. What a request leaves at its default is not asked for.
 */
final class SharedOptions {
    private SharedOptions() {
    }

    /**
     * Refuses a request that the open source does not serve.
     *
     * @param shared the source lets several sessions take part
     * @throws TraceException the message names what differs and the way out
     */
    static void require(TraceRequest request, TraceRequest first, boolean shared) throws TraceException {
        if (!shared || !first.source().equals(request.source())) {
            throw new TraceException(TraceException.Kind.USAGE, "source '" + request.source()
                    + "' cannot be opened beside '" + first.source() + "', which is being traced; stop that first", null);
        }
        SourceOptions asked = request.sourceOptions();
        SourceOptions open = first.sourceOptions();
        require(!asked.fdPaths() || open.fdPaths(), "--fd-paths");
        require(!asked.execEnvironment() || open.execEnvironment(), "--exec-env");
        require(!asked.origins() || open.origins(), "--origin");
        require(asked.writeBytes() <= open.writeBytes(), "this --write-bytes");
        require(!asked.self() || open.self(), "--self");
        require(request.reduction().folds().isEmpty() || open.fold(), "--fold");
        require(request.reduction().limits().isEmpty() || open.limit(), "--limit");
        require(asked.bufferBytes() == open.bufferBytes() || asked.bufferBytes() == SourceOptions.DEFAULT_BUFFER,
                "this --buffer");
        require(asked.node().or(open.node()).equals(open.node()), "this --node-name or --cluster-name");
        require(request.holdBytes() == first.holdBytes() || request.holdBytes() == TraceRequest.DEFAULT_HOLD,
                "this --hold");
        require(request.containerOptions() == null || request.containerOptions().equals(first.containerOptions())
                || request.containerOptions().equals(ContainerOptions.DEFAULT), "this --enrich-deadline or --no-nested");
    }

    /**
     * Refuses a filter that the open source does not serve.
     *
     * @throws TraceException the message names what is missing and the way out
     */
    static void require(EventFilter filter, Pipeline open) throws TraceException {
        require(!filter.needsOrigins() || !open.isShared() || open.tellsOrigins(), "--origin");
    }

    private static void require(boolean served, String what) throws TraceException {
        if (!served) {
            throw new TraceException(TraceException.Kind.FAILED, "the kernel is traced already, without " + what
                    + "; stop the other sessions first, or ask for it when the first one is started", null);
        }
    }
}
