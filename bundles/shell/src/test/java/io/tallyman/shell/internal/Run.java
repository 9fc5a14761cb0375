package io.tallyman.shell.internal;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import picocli.CommandLine;

/** What a command has left: exit code, stdout, stderr. */
record Run(int code, String out, String err) {
    /** Runs the program's command line. */
    static Run program(Services services, FakeLaunch launch, String... words) {
        return of(console -> Commands.run(services, launch, console, "tallyman 9.8.7", List.of(words)));
    }

    static Run of(Function<Console, CommandLine> command, String... words) {
        return of(console -> command.apply(console).execute(words));
    }

    private static Run of(ToIntFunction<Console> command) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(stream(out), stream(err), null);
        int code = command.applyAsInt(console);
        return new Run(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
