package io.tallyman.shell.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of a trace, on the command line and in the shell alike. Their text feeds help and documentation. */
final class TraceOptions {
    @Option(names = {"-c", "--containers", "--container"}, order = 1, description =
            "Ask the container runtimes for names, images and pods. The environment variable "
            + "CONTAINERS_ENRICHMENT=1 does the same.")
    boolean containers;

    @Option(names = {"-o", "--output"}, order = 2, paramLabel = "PRINTER[:FILE]", description =
            "How to print, and where if not on stdout: table (default), table-wide, json, json:/path/file. "
            + "Several at once by several -o. 'tallyman list printers' shows all.")
    List<String> outputs = new ArrayList<>();

    @Option(names = {"-e", "--events"}, order = 3, preprocessor = EventWords.class, paramLabel = "NAME[,NAME]", description =
            "Events or sets of events, with * for any letters and a leading - for those to leave out. "
            + "Default: the set 'default'. 'tallyman list events' and 'list sets' show all.")
    List<String> events = new ArrayList<>();

    @Option(names = {"-s", "--scope", "-f", "--filter"}, order = 4, paramLabel = "EXPRESSION", description =
            "Only events that match: container, container=new, container=<id prefix>, '!container', comm=a,b, pid=1, "
            + "uid=0, event=openat. Several on one field are alternatives; different fields must all hold. "
            + "'tallyman list filters' shows all.")
    List<String> filters = new ArrayList<>();

    @Option(names = {"--runtime", "--crs", "--cri"}, order = 5, paramLabel = "NAME:SOCKET", description =
            "A runtime's socket beside those that are looked for anyway, for example docker:/tmp/docker.sock.")
    List<String> runtimes = new ArrayList<>();

    @Option(names = "--duration", order = 6, paramLabel = "TIME", converter = Amounts.DurationConverter.class,
            description = "Stop after this time, for example 10s. Default: on Ctrl-C.")
    Duration duration;

    @Option(names = "--buffer", order = 7, paramLabel = "SIZE", converter = Amounts.SizeConverter.class,
            defaultValue = "16M", description = "Ring buffer of the kernel, a power of two. Default: ${DEFAULT-VALUE}.")
    long buffer;

    @Option(names = "--hold", order = 8, paramLabel = "SIZE", converter = Amounts.SizeConverter.class,
            defaultValue = "64M", description = "Memory for events that wait for their container's name. "
            + "Default: ${DEFAULT-VALUE}.")
    long hold;

    @Option(names = "--enrich-deadline", order = 9, paramLabel = "TIME", converter = Amounts.DurationConverter.class,
            defaultValue = "2s", description = "How long they wait at the most. Default: ${DEFAULT-VALUE}.")
    Duration enrichDeadline;

    @Option(names = "--no-nested", order = 10, description = "Do not look for runtimes inside containers.")
    boolean noNested;

    @Option(names = "--self", order = 11, description = "Also show events of tallyman's own process.")
    boolean self;

    @Option(names = {"-q", "--quiet"}, order = 12, description = "No messages on stderr but errors.")
    boolean quiet;

    @Option(names = {"-v", "--verbose"}, order = 13, description = "More messages on stderr, and stack traces of errors.")
    boolean verbose;
}
