package io.tallyman.shell.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Reads the value of {@code --events}. picocli takes {@code -openat}, which leaves an event out, for an option.
 */
final class EventWords implements IParameterPreprocessor {
    @Override
    public boolean preprocess(Stack<String> words, CommandSpec command, ArgSpec option, Map<String, Object> info) {
        if (words.isEmpty() || words.peek().startsWith("--")) {
            throw new MissingParameterException(command.commandLine(), option,
                    "Missing required parameter for option '--events' (NAME)");
        }
        List<String> all = new ArrayList<>(option.<List<String>>getValue());
        all.addAll(List.of(words.pop().split(",")));
        option.setValue(all);
        return true;
    }
}
