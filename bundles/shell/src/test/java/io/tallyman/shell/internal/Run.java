package io.tallyman.shell.internal;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** What a command has left: exit code, stdout, stderr. */
record Run(int code, String out, String err) {
    /** Runs the program's command line. */
    static Run program(Services services, FakeLaunch launch, String... words) {
        return of(console -> Commands.program(services, launch, console, "tallyman 9.8.7"), words);
    }

    static Run of(java.util.function.Function<Console, CommandLine> command, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(stream(out), stream(err), null);
        int code = command.apply(console).execute(words);
        return new Run(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
