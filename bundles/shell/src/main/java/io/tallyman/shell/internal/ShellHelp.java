package io.tallyman.shell.internal;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The help of {@code tallyman shell}. The client of the shell is in the launcher and does not use this class. */
@Command(name = "shell", description = "Runs commands in a running tallyman: one command, or one in each line of stdin.",
        footer = {"", "Listings, each with --json: trace:status, trace:sessions, trace:outputs, trace:filters, trace:runtimes,",
            "trace:containers, trace:plugins, trace:show events|sets|filters|printers|destinations, trace:doctor.",
            "Sessions: trace:start, trace:change, trace:stop. Outputs, filters and runtimes: trace:output, trace:filter",
            "and trace:runtime, each with add, change and remove. Each command has --help."})
final class ShellHelp implements Callable<Integer> {
    @Option(names = "--list", description = "List the running processes that serve a shell.")
    private boolean list;

    @Option(names = "--pid", paramLabel = "PID", description = "Speak to this process. Default: the oldest one.")
    private long pid;

    @Option(names = "--socket", paramLabel = "PATH", description = "Speak to the process that serves this socket.")
    private String socket;

    @Parameters(paramLabel = "COMMAND", description = "The command and its arguments; none: lines from stdin.")
    private List<String> command;

    @Override
    public Integer call() {
        throw new IllegalStateException("the launcher runs this command");
    }
}
