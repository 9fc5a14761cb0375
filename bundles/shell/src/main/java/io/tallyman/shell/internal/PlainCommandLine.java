package io.tallyman.shell.internal;

import io.tallyman.launcher.PlainCommands;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs the command line without a framework. A command that turns out to need the framework has printed nothing, because
 * all output is kept until the command has ended.
 */
public final class PlainCommandLine implements PlainCommands {
    private static final List<List<String>> REHEARSAL = List.of(List.of("--help"), List.of("--version"),
            List.of("trace", "--contaners"), List.of("list", "sets"), List.of("list", "events", "--json"), List.of("list", "printers"));

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Override
    public int run(List<String> words) {
        // from the manifest of the jar
        String version = PlainCommandLine.class.getPackage().getImplementationVersion();
        if (version == null) {
            return NEEDS_FRAMEWORK;
        }
        Console process = ProcessConsole.open();
        NoFramework launch = new NoFramework();
        int code = Commands.run(new Services(), launch, listings(launch), new Console(stream(out), stream(err), process.screen()),
                CommandRunner.version(version), words);
        if (launch.isNeeded()) {
            return NEEDS_FRAMEWORK;
        }
        process.out().writeBytes(out.toByteArray());
        process.err().writeBytes(err.toByteArray());
        return code;
    }

    @Override
    public void rehearse() {
        Console nowhere = new Console(stream(out), stream(err), null);
        NoFramework launch = new NoFramework();
        REHEARSAL.forEach(words -> Commands.run(new Services(), launch, listings(launch), nowhere, "", words));
    }

    private static PluginListings listings(NoFramework launch) {
        return new KeptListings(Path.of(System.getProperty("tallyman.home", ".")), launch);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, false, StandardCharsets.UTF_8);
    }
}
