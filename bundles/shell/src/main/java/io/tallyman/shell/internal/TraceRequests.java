package io.tallyman.shell.internal;

import io.tallyman.api.event.Node;
import io.tallyman.api.output.Amounts;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.containers.ContainerOptions;
import io.tallyman.engine.OutputRequest;
import io.tallyman.engine.OutputRequest.Screen;
import io.tallyman.engine.OutputRequest.WhenFull;
import io.tallyman.engine.Reduction;
import io.tallyman.engine.TraceRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes requests of options. */
final class TraceRequests {
    private static final String SOURCE = "ebpf";
    /** The key of every output that hides secrets. */
    private static final String REDACT = "redact";
    /** The key of every output that shows the hashes of programs. */
    private static final String SHA256 = "sha256";
    /** The key of every output that shows the ancestors of processes. */
    private static final String ANCESTORS = "ancestors";
    private static final long LEAST_BUFFER = 4096;
    private static final long LARGEST_BUFFER = 512L * 1024 * 1024;

    private TraceRequests() {
    }

    /**
     * @param name   name of the session; empty: the engine chooses a name
     * @param screen the terminal behind stdout, or null
     * @throws CommandException the value of an option is not allowed
     */
    static TraceRequest of(String name, TraceOptions options, Screen screen, Map<String, String> environment)
            throws CommandException {
        return request(name, words(options.events), words(options.filters), outputs(options, screen),
                options.engine, environment);
    }

    /** The defaults of configured outputs. */
    static TraceRequest defaults(EngineOptions options, Map<String, String> environment) throws CommandException {
        return request("", List.of(), List.of(), List.of(), options, environment);
    }

    private static TraceRequest request(String name, List<String> events, List<String> filters,
            List<OutputRequest> outputs, EngineOptions options, Map<String, String> environment)
            throws CommandException {
        ContainerOptions containers = ContainerOptions.DEFAULT;
        return new TraceRequest(name, SOURCE, events, filters,
                options.containers || isSet(environment.get("CONTAINERS_ENRICHMENT")), outputs,
                sockets(options.runtimes), new SourceOptions(buffer(options.buffer), options.self,
                        options.fdPaths, options.execEnvironment, null, node(options, environment)).origins(options.origin)
                        .writing(options.writeBytes),
                new ContainerOptions(options.enrichDeadline, containers.grace(), containers.limit(), !options.noNested),
                options.hold, new Reduction(words(options.folds), words(options.limits)));
    }

    /**
     * A request to replay a recording. Options about runtimes and about the kernel have no meaning there.
     *
     * @param capture a file that {@code -o capture:FILE} has written
     */
    static TraceRequest replay(Path capture, TraceOptions options, Screen screen, Map<String, String> environment)
            throws CommandException {
        TraceRequest live = of("", options, screen, environment);
        Path file = capture.toAbsolutePath().normalize();
        return new TraceRequest(live.name(), "replay", live.events(), live.filters(), live.enrich(), live.outputs(),
                List.of(), new SourceOptions(live.sourceOptions().bufferBytes(), live.sourceOptions().self(), false, false,
                        file, node(options.engine, Map.of())),
                live.containerOptions(), live.holdBytes());
    }

    /** The environment tells of this machine alone: a recording may be of another one. */
    private static Node node(EngineOptions options, Map<String, String> environment) throws CommandException {
        try {
            return new Node(given(options.nodeName, environment.get("NODE_NAME")),
                    given(options.clusterName, environment.get("CLUSTER_NAME")));
        } catch (IllegalArgumentException e) {
            throw usage("--node-name and --cluster-name, or NODE_NAME and CLUSTER_NAME: " + e.getMessage());
        }
    }

    private static String given(String option, String variable) {
        return option != null ? option.strip() : variable == null ? "" : variable.strip();
    }

    private static boolean isSet(String value) {
        return value != null && (value.equals("1") || value.equalsIgnoreCase("true"));
    }

    private static List<String> words(List<String> values) {
        return values.stream().map(String::strip).filter(w -> !w.isEmpty()).toList();
    }

    private static int buffer(long bytes) throws CommandException {
        if (Long.bitCount(bytes) != 1 || bytes < LEAST_BUFFER || bytes > LARGEST_BUFFER) {
            long below = Math.min(LARGEST_BUFFER, Math.max(LEAST_BUFFER, Long.highestOneBit(bytes)));
            throw usage("--buffer " + Amounts.text(bytes) + " is not allowed: it has to be a power of two from 4K to "
                    + Amounts.text(LARGEST_BUFFER) + ", for example " + Amounts.text(below));
        }
        return (int) bytes;
    }

    private static List<OutputRequest> outputs(TraceOptions options, Screen screen) throws CommandException {
        List<OutputRequest> outputs = new ArrayList<>();
        int toStdout = 0;
        for (String spec : options.outputs.isEmpty() ? List.of("table") : options.outputs) {
            OutputRequest output = output(spec, outputs.size() + 1, options, screen);
            toStdout += output.destination().equals("stdout") ? 1 : 0;
            outputs.add(output);
        }
        if (toStdout > 1) {
            throw usage("two outputs cannot share stdout; send one to a file, for example -o json:/tmp/events.json");
        }
        return List.copyOf(outputs);
    }

    private static OutputRequest output(String spec, int number, TraceOptions options, Screen screen)
            throws CommandException {
        int colon = spec.indexOf(':');
        String printer = colon < 0 ? spec : spec.substring(0, colon);
        String target = colon < 0 ? "-" : spec.substring(colon + 1);
        if (printer.isBlank() || target.isBlank()) {
            throw usage("-o '" + spec + "' is not an output; write a printer's name, and a file behind a colon if not "
                    + "stdout: json:/path/file");
        }
        boolean stdout = target.equals("-");
        Map<String, String> keys = new HashMap<>();
        if (!options.redact.isEmpty()) {
            keys.put(REDACT, String.join("\n", options.redact));
        }
        if (options.sha256) {
            keys.put(SHA256, "true");
        }
        if (options.ancestors) {
            keys.put(ANCESTORS, "true");
        }
        if (!stdout) {
            keys.put("path", Path.of(target).toAbsolutePath().normalize().toString());
        }
        return new OutputRequest(printer + "-" + number, printer, stdout ? "stdout" : "file", Map.copyOf(keys),
                WhenFull.DEFAULT, OutputRequest.DEFAULT_QUEUE, stdout ? screen : null);
    }

    private static List<TraceRequest.Socket> sockets(List<String> specs) throws CommandException {
        List<TraceRequest.Socket> sockets = new ArrayList<>();
        for (String spec : specs) {
            int colon = spec.indexOf(':');
            String path = spec.substring(colon + 1).replaceFirst("^unix://", "");
            if (colon <= 0 || !path.startsWith("/")) {
                throw usage("--runtime '" + spec + "' is not a runtime's socket; write it like docker:/run/docker.sock");
            }
            String name = spec.substring(0, colon);
            sockets.add(new TraceRequest.Socket(name.equals("cri-o") ? "crio" : name, Path.of(path)));
        }
        return List.copyOf(sockets);
    }

    private static CommandException usage(String message) {
        return new CommandException(Exit.USAGE, message);
    }
}
