package io.tallyman.shell.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The manual page of one command, in the macros of man(7), from what {@code --help} is made of. */
final class ManualPage {
    private final StringBuilder text = new StringBuilder();
    private final CommandLine line;
    private final String name;

    /** @param line a command whose name begins with the program's */
    ManualPage(CommandLine line) {
        this.line = line;
        name = line.getCommandSpec().qualifiedName("-");
    }

    /** {@code tallyman-trace.1} */
    String file() {
        return name + ".1";
    }

    /** @param version of the program, for the foot of the page */
    String text(String version) {
        CommandSpec spec = line.getCommandSpec();
        macro(".TH", name.toUpperCase(Locale.ROOT), "1", "", version, "");
        section("NAME");
        text.append(plain(name)).append(" \\- ").append(plain(summary(spec))).append('\n');
        section("SYNOPSIS");
        text.append(plain(line.getHelp().synopsis(0).strip())).append('\n');
        section("DESCRIPTION");
        text.append(plain(String.join(" ", spec.usageMessage().description()))).append('\n');
        parameters(spec);
        options(spec);
        commands();
        section("EXIT STATUS");
        spec.usageMessage().exitCodeList()
                .forEach((code, meaning) -> item("\\fB" + plain(code.strip()) + "\\fR", meaning));
        related();
        return text.toString();
    }

    private static String summary(CommandSpec spec) {
        String[] lines = spec.usageMessage().description();
        return lines.length == 0 ? "" : lines[0].replaceFirst("\\.$", "");
    }

    private void parameters(CommandSpec spec) {
        List<PositionalParamSpec> shown = spec.positionalParameters().stream().filter(p -> !p.hidden()).toList();
        if (!shown.isEmpty()) {
            section("ARGUMENTS");
            shown.forEach(p -> item("\\fI" + plain(p.paramLabel()) + "\\fR", String.join(" ", p.description())));
        }
    }

    private void options(CommandSpec spec) {
        section("OPTIONS");
        spec.options().stream().filter(option -> !option.hidden()).sorted(Comparator.comparingInt(OptionSpec::order))
                .forEach(option -> item(names(option), String.join(" ", option.description())));
    }

    private static String names(OptionSpec option) {
        String value = option.arity().max() == 0 ? "" : " \\fI" + plain(option.paramLabel()) + "\\fR";
        return Arrays.stream(option.names()).map(n -> "\\fB" + plain(n) + "\\fR" + value)
                .collect(Collectors.joining(", "));
    }

    private void commands() {
        if (line.getSubcommands().isEmpty()) {
            return;
        }
        section("COMMANDS");
        for (Map.Entry<String, CommandLine> command : line.getSubcommands().entrySet()) {
            item("\\fB" + plain(command.getKey()) + "\\fR",
                    String.join(" ", command.getValue().getCommandSpec().usageMessage().description()));
        }
    }

    private void related() {
        Collection<CommandLine> others = line.getParent() == null ? line.getSubcommands().values()
                : List.of(line.getParent());
        List<String> pages = new ArrayList<>();
        for (CommandLine other : others) {
            pages.add("\\fB" + plain(other.getCommandSpec().qualifiedName("-")) + "\\fR(1)");
        }
        section("SEE ALSO");
        text.append(String.join(", ", pages)).append('\n');
    }

    private void section(String heading) {
        macro(".SH", heading);
    }

    private void item(String term, String meaning) {
        text.append(".TP\n").append(term).append('\n').append(plain(meaning)).append('\n');
    }

    private void macro(String macro, String... arguments) {
        text.append(macro);
        for (String argument : arguments) {
            text.append(" \"").append(plain(argument)).append('"');
        }
        text.append('\n');
    }

    /** Text as it is: no line begins a macro, and what looks like code can be copied into a command line. */
    private static String plain(String words) {
        String safe = words.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("%%", "%")
                .replaceAll("\\s+", " ").strip();
        return safe.startsWith(".") ? "\\&" + safe : safe;
    }
}
