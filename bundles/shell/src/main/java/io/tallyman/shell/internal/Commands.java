package io.tallyman.shell.internal;

import io.tallyman.api.text.Suggestion;
import io.tallyman.launcher.Launch;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;
import picocli.CommandLine;

/** Prepares the commands for picocli: help, version, exit codes, and the messages about wrong words. */
final class Commands {
    static final String PROGRAM = "tallyman";
    private static final String HELP = "help";
    private static final Map<String, String> EXIT_CODES = new LinkedHashMap<>();

    static {
        EXIT_CODES.put(" " + Exit.OK, "ended as it should");
        EXIT_CODES.put(" " + Exit.FAILED, "something failed");
        EXIT_CODES.put(" " + Exit.USAGE, "wrong option or value");
        EXIT_CODES.put(" " + Exit.CANNOT_TRACE, "this machine cannot trace; 'tallyman doctor' says why");
    }

    private Commands() {
    }

    /** Runs the command line of the program in a framework, and returns the exit code. */
    static int run(Services services, Launch launch, Console console, String version, List<String> words) {
        return run(services, launch, new OfferedListings(services, launch::awaitStarted), console, version, words);
    }

    /** Runs the command line of the program, and returns the exit code. */
    static int run(Services services, Launch launch, PluginListings plugins, Console console, String version,
            List<String> words) {
        Map<String, Supplier<Object>> commands = commands(services, launch, plugins, console);
        // picocli reads all annotations of each command that it gets, and that delays the first event
        Supplier<Object> named = words.isEmpty() || words.get(0).equals(HELP) ? null : commands.get(words.get(0));
        List<String> rest = named == null ? words : words.subList(1, words.size());
        CommandLine line = named == null ? program(commands, services, console, version)
                : prepared(new CommandLine(named.get(), Candidates.factory(services)), PROGRAM + " " + words.get(0),
                        console);
        return line.execute(rest.toArray(String[]::new));
    }

    private static Map<String, Supplier<Object>> commands(Services services, Launch launch, PluginListings plugins,
            Console console) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("trace", () -> new TraceCommand(services, launch, console));
        commands.put("replay", () -> new ReplayCommand(services, launch, console));
        commands.put("list", () -> new ListCommand(plugins, console));
        commands.put("doctor", () -> new DoctorCommand(services, launch::awaitStarted, console));
        commands.put("run", () -> new RunCommand(services, launch, console));
        commands.put("shell", ShellHelp::new);
        commands.put("health", HealthHelp::new);
        commands.put(HELP, HelpCommand::new);
        return commands;
    }

    /** The whole program with all its commands. */
    static CommandLine program(Services services, Launch launch, Console console, String version) {
        return program(commands(services, launch, new OfferedListings(services, launch::awaitStarted), console), services,
                console, version);
    }

    private static CommandLine program(Map<String, Supplier<Object>> commands, Services services, Console console,
            String version) {
        CommandLine root = new CommandLine(commands.get("trace").get(), Candidates.factory(services));
        root.getCommandSpec().name(PROGRAM).version(version);
        commands.forEach((name, command) -> root.addSubcommand(name, command.get()));
        prepare(root, console);
        root.getCommandSpec().addOption(OptionSpec.builder("-V", "--version").order(20).versionHelp(true)
                .type(boolean.class).arity("0").description("Print the version.").build());
        return root;
    }

    /** Prepares one command that is not part of another one. */
    static CommandLine prepared(CommandLine line, String name, Console console) {
        line.getCommandSpec().name(name);
        prepare(line, console);
        return line;
    }

    private static void prepare(CommandLine line, Console console) {
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setOut(new PrintWriter(console.out(), true));
        line.setErr(new PrintWriter(console.err(), true));
        line.setUsageHelpWidth(console.screen() == null || console.screen().width() < 60 ? 100
                : Math.min(120, console.screen().width()));
        boolean colour = console.screen() != null && console.screen().colour();
        line.setColorScheme(CommandLine.Help.defaultColorScheme(colour ? Ansi.ON : Ansi.OFF));
        line.setParameterExceptionHandler((e, args) -> refuse(e, console));
        line.setExecutionExceptionHandler((e, command, parsed) -> failed(e, parsed, console));
        addHelp(line);
        line.getSubcommands().values().forEach(Commands::addHelp);
    }

    private static void addHelp(CommandLine line) {
        CommandSpec spec = line.getCommandSpec();
        spec.addOption(OptionSpec.builder("-h", "--help").order(19).usageHelp(true).type(boolean.class).arity("0")
                .description("Print this help.").build());
        spec.usageMessage().sortOptions(true).exitCodeListHeading("%nExit codes:%n").exitCodeList(EXIT_CODES);
    }

    private static int refuse(ParameterException error, Console console) {
        console.message(explain(error));
        console.err().println("'" + error.getCommandLine().getCommandSpec().qualifiedName() + " --help' shows what there is");
        return Exit.USAGE;
    }

    private static String explain(ParameterException error) {
        if (error instanceof UnmatchedArgumentException unmatched) {
            String word = unmatched.getUnmatched().get(0);
            CommandLine line = error.getCommandLine();
            boolean option = word.startsWith("-") && word.length() > 1;
            List<String> known = new ArrayList<>(option ? line.getCommandSpec().optionsMap().keySet()
                    : line.getSubcommands().keySet());
            String name = option && word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
            return "unknown " + (option ? "option" : "command") + " '" + name + "'" + Suggestion.of(name, known);
        }
        return error.getMessage();
    }

    private static int failed(Exception error, ParseResult parsed, Console console) {
        if (error instanceof CommandException e) {
            console.message(e.getMessage());
            return e.exitCode();
        }
        console.message("failed: " + error);
        if (parsed.hasMatchedOption("--verbose") || parsed.hasSubcommand()
                && parsed.subcommand().hasMatchedOption("--verbose")) {
            error.printStackTrace(console.err());
        }
        return Exit.FAILED;
    }
}
