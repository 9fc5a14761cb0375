package io.tallyman.shell.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a trace, on the command line and in the shell. */
final class TraceOptions {
    @Mixin
    EngineOptions engine = new EngineOptions();

    @Option(names = {"-o", "--output"}, order = 2, paramLabel = "PRINTER[:FILE]",
            completionCandidates = Candidates.Printers.class, description =
            "How to print, and where if not on stdout: table (default), table-wide, json, json:/path/file. "
            + "Several at once by several -o. 'tallyman list printers' shows all.")
    List<String> outputs = new ArrayList<>();

    @Option(names = {"-e", "--events"}, order = 3, preprocessor = EventWords.class, paramLabel = "NAME[,NAME]",
            completionCandidates = Candidates.Events.class, description =
            "Events or sets of events, with * for any letters and a leading - for those to leave out. "
            + "'lost' tells what the output misses, unless -lost is among them. "
            + "Default: the set 'default', and what else a printer needs. 'tallyman list events' and 'list sets' show all.")
    List<String> events = new ArrayList<>();

    @Option(names = {"-s", "--scope", "-f", "--filter"}, order = 4, paramLabel = "EXPRESSION",
            completionCandidates = Candidates.Fields.class, description =
            "Only events that match: container, container=new, container=<id prefix>, '!container', comm=a,b, pid=1, "
            + "uid>=1000, openat.args.pathname=/etc/*. Several with = on one field are alternatives; different fields must all hold. "
            + "'tallyman list filters' shows all.")
    List<String> filters = new ArrayList<>();

    @Option(names = "--decode", negatable = true, order = 6, description =
            "Write flags, modes, errors, signals and the like as their names, or with --no-decode as numbers. Default: "
            + "names in tables, numbers in JSON.")
    Boolean decode;

    @Option(names = "--redact", order = 6, paramLabel = "RULE", description =
            "Hide what matches in the texts of events before anything is written: FIELD:EXPRESSION, such as "
            + "'argv:(?i)(--?password[= ])\\S+', of which the first group stays; or the word default: passwords, tokens "
            + "and keys in arguments and environments. Several at once by several --redact.")
    List<String> redact = new ArrayList<>();

    @Option(names = "--sha256", order = 6, description =
            "Show the SHA-256 of each program that is executed, as executable_sha256. Output waits until the program's file is "
            + "read, up to the time of --enrich-deadline.")
    boolean sha256;

    @Option(names = "--ancestors", order = 6, description =
            "Show from whom the process of an event descends: the nearest 8 ancestors, each with its program, its arguments "
            + "and its container, as it was when it forked.")
    boolean ancestors;

    @Option(names = "--duration", order = 6, paramLabel = "TIME", converter = AmountConverters.Time.class,
            description = "Stop after this time, for example 10s. Default: on Ctrl-C.")
    Duration duration;
}
