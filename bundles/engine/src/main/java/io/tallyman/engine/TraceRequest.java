package io.tallyman.engine;

import io.tallyman.api.source.SourceOptions;
import io.tallyman.containers.ContainerOptions;
import java.nio.file.Path;
import java.util.List;

/**
 * What to trace and where to write it.
 *
 * @param name       unique among the running sessions; empty: the engine chooses
 * @param source     name of the event source: "ebpf", or "replay" for the recording that sourceOptions name
 * @param events     names, sets, globs, and those with a leading dash taken out; empty: the set "default", or all
 *                   that a recording holds
 * @param filters    expressions, see {@link io.tallyman.api.filter.FilterCompiler}
 * @param enrich     ask the runtimes for names and images
 * @param outputs    where to write
 * @param sockets    runtime sockets beside those that are looked for anyway
 * @param sourceOptions how the source is opened; the first session's hold for all that run beside it
 * @param containerOptions how containers are followed; the first session's hold likewise
 * @param holdBytes  pool for events that wait for their container's name; the first session's holds likewise
 * @param reduction  how the session gets fewer events than happen
 */
public record TraceRequest(String name, String source, List<String> events, List<String> filters, boolean enrich,
        List<OutputRequest> outputs, List<Socket> sockets, SourceOptions sourceOptions,
        ContainerOptions containerOptions, long holdBytes, Reduction reduction) {
    public static final long DEFAULT_HOLD = 64L * 1024 * 1024;
    /** The printer that shows containers with what has happened inside. */
    private static final String TREE = "tree";

    /** A source that is opened for a request has what the request's reduction and filters need. */
    public TraceRequest {
        sourceOptions = sourceOptions.reducing(!reduction.folds().isEmpty(), !reduction.limits().isEmpty())
                .origins(FilterWords.askOrigin(filters));
    }

    /** A request for each event by itself. */
    public TraceRequest(String name, String source, List<String> events, List<String> filters, boolean enrich,
            List<OutputRequest> outputs, List<Socket> sockets, SourceOptions sourceOptions,
            ContainerOptions containerOptions, long holdBytes) {
        this(name, source, events, filters, enrich, outputs, sockets, sourceOptions, containerOptions, holdBytes,
                Reduction.NONE);
    }

    /** The same request for a source that is opened otherwise. */
    public TraceRequest with(SourceOptions options) {
        return new TraceRequest(name, source, events, filters, enrich, outputs, sockets, options, containerOptions,
                holdBytes, reduction);
    }

    /** Whether somebody looks into containers, who wants to see how processes came there. */
    public boolean looksIntoContainers() {
        return sourceOptions.origins() || FilterWords.askContainer(filters)
                || enrich && outputs.stream().anyMatch(output -> output.printer().equals(TREE));
    }

    /**
     * The same request for a source that is opened for it, and that tells origins where somebody looks into containers. A
     * source that is open already need not tell them.
     *
     * @param others whether somebody does that whose request comes later
     */
    public TraceRequest opening(boolean others) {
        return with(sourceOptions.origins(others || looksIntoContainers()));
    }

    /** The same request under another name. */
    public TraceRequest named(String other) {
        return new TraceRequest(other, source, events, filters, enrich, outputs, sockets, sourceOptions, containerOptions,
                holdBytes, reduction);
    }

    /** The same request with other outputs. */
    public TraceRequest writing(List<OutputRequest> others) {
        return new TraceRequest(name, source, events, filters, enrich, others, sockets, sourceOptions, containerOptions,
                holdBytes, reduction);
    }

    /** The same request for other events. */
    public TraceRequest wanting(List<String> otherEvents, List<String> otherFilters) {
        return new TraceRequest(name, source, otherEvents, otherFilters, enrich, outputs, sockets, sourceOptions,
                containerOptions, holdBytes, reduction);
    }

    /** A runtime's socket. */
    public record Socket(String runtime, Path path) {
    }
}
