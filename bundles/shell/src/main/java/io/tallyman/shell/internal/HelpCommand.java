package io.tallyman.shell.internal;

import io.tallyman.api.text.Suggestion;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tallyman help COMMAND}: the same as {@code tallyman COMMAND --help}. */
@Command(name = "help", description = "Prints the help of a command, as '--help' does.")
final class HelpCommand implements Callable<Integer> {
    @Parameters(paramLabel = "COMMAND", arity = "0..1", description = "Default: the whole program.")
    private String name;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandException {
        CommandLine program = spec.parent().commandLine();
        Map<String, CommandLine> commands = program.getSubcommands();
        CommandLine wanted = name == null ? program : commands.get(name);
        if (wanted == null) {
            throw new CommandException(Exit.USAGE, "unknown command '" + name + "'"
                    + Suggestion.of(name, commands.keySet()));
        }
        wanted.usage(program.getOut());
        return Exit.OK;
    }
}
