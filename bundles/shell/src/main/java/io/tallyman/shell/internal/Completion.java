package io.tallyman.shell.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Finds what the last word of a line may become. Gogo's part of the line, which holds several commands and the scope of
 * each, is read here; picocli completes the words of a command, by the descriptions that also make the help.
 */
final class Completion {
    private final Services services;

    Completion(Services services) {
        this.services = services;
    }

    /** @param line up to the cursor */
    List<String> of(String line) {
        String command = line.substring(Math.max(line.lastIndexOf(';'), line.lastIndexOf('|')) + 1).stripLeading();
        List<String> words = new ArrayList<>(Arrays.asList(command.split("\\s+", -1)));
        String word = words.get(words.size() - 1);
        Stream<String> candidates = words.size() == 1 ? names(word)
                : arguments(words.get(0), words.subList(1, words.size()));
        return candidates.filter(c -> c.startsWith(word) && !c.equals(word)).distinct().sorted().toList();
    }

    private static Stream<String> names(String word) {
        boolean scoped = ShellCommands.SCOPE.startsWith(word) || word.startsWith(ShellCommands.SCOPE);
        String scope = scoped ? ShellCommands.SCOPE : "";
        return ShellCommands.names().stream().map(n -> scope + n);
    }

    private Stream<String> arguments(String command, List<String> words) {
        String name = command.startsWith(ShellCommands.SCOPE) ? command.substring(ShellCommands.SCOPE.length())
                : command;
        CommandLine line = ShellCommands.make(name, services, ProcessConsole.open());
        if (line == null) {
            return Stream.empty();
        }
        String[] arguments = words.toArray(String[]::new);
        int last = arguments.length - 1;
        // of a list, like openat,connect, the last item is completed
        String before = arguments[last].substring(0, arguments[last].lastIndexOf(',') + 1);
        arguments[last] = arguments[last].substring(before.length());
        return complete(line.getCommandSpec(), arguments).map(c -> before + c)
                // options are offered only where the word begins like an option
                .filter(c -> words.get(last).startsWith("-") || !c.startsWith("-"))
                // the values of a key are offered only where the key is complete
                .filter(c -> words.get(last).contains("=") || c.indexOf('=') < 0 || c.endsWith("="));
    }

    private static Stream<String> complete(CommandSpec command, String[] arguments) {
        int last = arguments.length - 1;
        String word = arguments[last];
        OptionSpec option = last == 0 ? null : command.findOption(arguments[last - 1]);
        if (option != null && option.preprocessor() instanceof EventWords) {
            return events(option, word);
        }
        List<CharSequence> endings = new ArrayList<>();
        AutoComplete.complete(command, arguments, last, word.length(), 0, endings);
        return endings.stream().map(ending -> word + ending);
    }

    /** picocli does not see the words that {@link EventWords} reads. A leading - leaves an event out. */
    private static Stream<String> events(OptionSpec option, String word) {
        String sign = word.startsWith("-") ? "-" : "";
        return StreamSupport.stream(option.completionCandidates().spliterator(), false).map(name -> sign + name);
    }
}
