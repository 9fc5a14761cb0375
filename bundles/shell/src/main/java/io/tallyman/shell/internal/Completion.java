package io.tallyman.shell.internal;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.filter.FilterField;
import io.tallyman.api.output.DestinationFactory;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.PrinterFactory;
import io.tallyman.api.runtime.ContainerRuntime;
import io.tallyman.engine.TraceSession;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** What the last word of a line may become, by the same descriptions as help is made of. */
final class Completion {
    private final Services services;

    Completion(Services services) {
        this.services = services;
    }

    /** @param line up to the cursor */
    List<String> of(String line) {
        // a line may hold several commands
        String command = line.substring(Math.max(line.lastIndexOf(';'), line.lastIndexOf('|')) + 1).stripLeading();
        List<String> words = new ArrayList<>(Arrays.asList(command.split("\\s+", -1)));
        String word = words.remove(words.size() - 1);
        return candidates(words, word).filter(c -> c.startsWith(word) && !c.equals(word)).distinct().sorted().toList();
    }

    private Stream<String> candidates(List<String> words, String word) {
        if (words.isEmpty()) {
            String scope = word.isEmpty() || ShellCommands.SCOPE.startsWith(word) || word.startsWith(ShellCommands.SCOPE)
                    ? ShellCommands.SCOPE : "";
            return ShellCommands.names().stream().map(n -> scope + n);
        }
        String name = words.get(0).startsWith(ShellCommands.SCOPE)
                ? words.get(0).substring(ShellCommands.SCOPE.length()) : words.get(0);
        CommandLine found = ShellCommands.make(name, services, ProcessConsole.open());
        return found == null ? Stream.empty() : arguments(found.getCommandSpec(), words.subList(1, words.size()), word);
    }

    private Stream<String> arguments(CommandSpec spec, List<String> words, String word) {
        CommandLine member = words.isEmpty() ? null : spec.subcommands().get(words.get(0));
        if (member != null) {
            return arguments(member.getCommandSpec(), words.subList(1, words.size()), word);
        }
        if (word.startsWith("-")) {
            return spec.optionsMap().keySet().stream();
        }
        int position = 0;
        ArgSpec waiting = null;
        for (String each : words) {
            ArgSpec option = spec.optionsMap().get(each);
            position += option == null && waiting == null ? 1 : 0;
            waiting = option != null && option.arity().max() > 0 ? option : null;
        }
        return waiting != null ? values(waiting.paramLabel(), word)
                : Stream.concat(spec.subcommands().keySet().stream(), positional(spec, position, word));
    }

    private Stream<String> positional(CommandSpec spec, int position, String word) {
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            if (parameter.index().contains(position)) {
                return values(parameter.paramLabel(), word);
            }
        }
        return Stream.empty();
    }

    /** What may stand where help shows this word. */
    private Stream<String> values(String label, String word) {
        try {
            return switch (label) {
                case "SESSION" -> services.engine().sessions().stream().map(TraceSession::name);
                case "OUTPUT" -> services.configurations().outputs().stream();
                case "SOCKET" -> services.configurations().sockets().stream();
                case "RUNTIME", "NAME:SOCKET" -> services.runtimes().stream().map(ContainerRuntime::name);
                case "PRINTER[:FILE]" -> services.printers().stream().map(PrinterFactory::name);
                case "EXPRESSION" -> services.filters().fields().stream().map(FilterField::name);
                case "NAME[,NAME]" -> events(word.substring(0, word.lastIndexOf(',') + 1));
                case "KEY=VALUE" -> keys(word);
                case "KIND" -> ListCommand.KINDS.stream();
                default -> Stream.empty();
            };
        } catch (CommandException e) {
            // who is not there has nothing to offer
            return Stream.empty();
        }
    }

    private static Stream<String> events(String before) {
        return Stream.concat(Catalogue.builtIn().setNames().stream(),
                Catalogue.builtIn().all().stream().map(EventType::name)).map(n -> before + n);
    }

    private Stream<String> keys(String word) {
        int sign = word.indexOf('=');
        return sign < 0 ? specs().map(OptionSpec::name).map(n -> n + "=")
                : choices(word.substring(0, sign)).map(v -> word.substring(0, sign + 1) + v);
    }

    private Stream<String> choices(String key) {
        return switch (key) {
            case "printer" -> services.printers().stream().map(PrinterFactory::name);
            case "destination" -> services.destinations().stream().map(DestinationFactory::name);
            default -> specs().filter(s -> s.name().equals(key)).flatMap(s -> s.type() == OptionSpec.Type.BOOLEAN
                    ? Stream.of("true", "false") : s.allowed().stream());
        };
    }

    private Stream<OptionSpec> specs() {
        return Stream.of(services.outputKeys().stream(), services.printers().stream().map(PrinterFactory::options)
                .flatMap(Collection::stream), services.destinations().stream().map(DestinationFactory::options)
                .flatMap(Collection::stream)).flatMap(s -> s);
    }
}
