package io.tallyman.shell.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options for the engine, whatever is traced. Help is made of their descriptions. */
final class EngineOptions {
    @Option(names = {"-c", "--containers", "--container"}, order = 1, description =
            "Ask the container runtimes for names, images and pods. The environment variable "
            + "CONTAINERS_ENRICHMENT=1 does the same.")
    boolean containers;

    @Option(names = {"--runtime", "--crs", "--cri"}, order = 5, paramLabel = "NAME:SOCKET",
            completionCandidates = Candidates.Runtimes.class, description =
            "A further socket of a runtime, for example docker:/tmp/docker.sock. The usual ones are found anyway.")
    List<String> runtimes = new ArrayList<>();

    @Option(names = "--buffer", order = 7, paramLabel = "SIZE", converter = AmountConverters.Size.class,
            defaultValue = "16M", description = "Ring buffer of the kernel, a power of two. Default: ${DEFAULT-VALUE}.")
    long buffer;

    @Option(names = "--hold", order = 8, paramLabel = "SIZE", converter = AmountConverters.Size.class,
            defaultValue = "64M", description = "Memory for events that wait for their container's name. "
            + "Default: ${DEFAULT-VALUE}.")
    long hold;

    @Option(names = "--enrich-deadline", order = 9, paramLabel = "TIME", converter = AmountConverters.Time.class,
            defaultValue = "2s", description = "The longest time that these events wait. Default: ${DEFAULT-VALUE}.")
    Duration enrichDeadline;

    @Option(names = "--no-nested", order = 10, description = "Do not look for runtimes inside containers.")
    boolean noNested;

    @Option(names = "--self", order = 11, description = "Also show events of tallyman's own process.")
    boolean self;

    @Option(names = "--fd-paths", order = 12, description =
            "Show file descriptors with their paths, returned ones as well. Each path costs time.")
    boolean fdPaths;

    @Option(names = "--exec-env", order = 13, description = "Show the environment of a program that is executed.")
    boolean execEnvironment;

    @Option(names = "--write-bytes", order = 13, paramLabel = "NUMBER", converter = AmountConverters.WriteBytes.class,
            defaultValue = "0", description = "Show up to so many bytes of what write, pwrite64, writev and pwritev write, as "
            + "the argument text; at most 4095. pwritev2, sendto and sendmsg do not have it. Default: ${DEFAULT-VALUE}, none.")
    int writeBytes;

    @Option(names = "--origin", order = 13, description = "Show how a process came into its container: entrypoint, exec, "
            + "healthcheck, attached or runtime, for what came after the start. On where a filter is about containers or "
            + "origins, and with -o tree --containers.")
    boolean origin;

    @Option(names = "--fold", order = 13, paramLabel = "EVENTS=TIME", description =
            "Equal system calls of one process within the time become one event with their number (count): "
            + "'open*,connect=10s'. The first one is written at once. Several by several --fold.")
    List<String> folds = new ArrayList<>();

    @Option(names = "--limit", order = 13, paramLabel = "EVENTS=NUMBER/s", description =
            "Leave out and count what is beyond so many events a second: openat=1000/s, or container=5000/s for each "
            + "container. Behind a colon, how many may come at once: container=5000/s:20000. Several by several --limit.")
    List<String> limits = new ArrayList<>();

    @Option(names = "--node-name", order = 14, paramLabel = "NAME", description = "Name of this machine, a field of every "
            + "event: nodeName. The environment variable NODE_NAME does the same.")
    String nodeName;

    @Option(names = "--cluster-name", order = 14, paramLabel = "NAME", description = "Name of its cluster, a field of every "
            + "event: clusterName. The environment variable CLUSTER_NAME does the same.")
    String clusterName;

    @Option(names = {"-q", "--quiet"}, order = 15, description = "No messages on stderr but errors.")
    boolean quiet;

    @Option(names = {"-v", "--verbose"}, order = 16, description = "More messages on stderr, and stack traces of errors.")
    boolean verbose;
}
