package io.tallyman.shell.internal;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import picocli.AutoComplete;
import picocli.CommandLine;

/**
 * Writes what other programs know of the command line: manual pages, completion for bash and zsh, and the names of options
 * for {@code bin/tallyman}. The build runs this class: {@code Documents DIRECTORY VERSION}.
 */
public final class Documents {
    /**
     * zsh reads the completion of bash, which calls one command that zsh lacks. The last line answers the first question.
     */
    private static final String ZSH = """
            #compdef %1$s
            autoload -U +X bashcompinit && bashcompinit
            (( $+functions[compopt] )) || compopt() { :; }
            source "${${(%%):-%%x}:A:h}/%1$s.bash" 2>/dev/null || source /usr/share/bash-completion/completions/%1$s
            _bash_complete -o default -F _complete_%1$s
            """;

    private Documents() {
    }

    public static void main(String[] words) throws IOException {
        write(Path.of(words[0]), words[1]);
    }

    static void write(Path directory, String version) throws IOException {
        CommandLine program = program();
        Path man = Files.createDirectories(directory.resolve("man/man1"));
        for (CommandLine line : withCommands(program)) {
            ManualPage page = new ManualPage(line);
            Files.writeString(man.resolve(page.file()), page.text("tallyman " + version));
        }
        Path completion = Files.createDirectories(directory.resolve("completion"));
        // a shell reads the file and does not execute it, so the first line that names an interpreter would be wrong
        Files.writeString(completion.resolve(Commands.PROGRAM + ".bash"),
                AutoComplete.bash(Commands.PROGRAM, program).replaceFirst("^#!.*\n", ""));
        Files.writeString(completion.resolve("_" + Commands.PROGRAM), ZSH.formatted(Commands.PROGRAM));
        Files.write(Files.createDirectories(directory.resolve("lib")).resolve("options"), options(program));
    }

    /** A line for each command: its name and the names of its options, which {@code bin/tallyman} reads. */
    private static List<String> options(CommandLine program) {
        List<String> lines = new ArrayList<>();
        program.getSubcommands().forEach((name, line) -> {
            TreeSet<String> options = new TreeSet<>(line.getCommandSpec().optionsMap().keySet());
            // --no-decode
            options.addAll(line.getCommandSpec().negatedOptionsMap().keySet());
            lines.add(name + " " + String.join(" ", options));
        });
        return lines;
    }

    /** The commands only describe themselves here: there is no process to start, and no service to ask. */
    private static CommandLine program() {
        PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream());
        return Commands.program(new Services(), new NoFramework(), new Console(nowhere, nowhere, null), "");
    }

    private static List<CommandLine> withCommands(CommandLine program) {
        List<CommandLine> all = new ArrayList<>(List.of(program));
        program.getSubcommands().values().forEach(line -> all.addAll(withCommands(line)));
        return all;
    }
}
