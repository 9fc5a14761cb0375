package io.tallyman.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Answers what needs no framework: help, the version, lists of what is built in, wrong words. The bundle of the command
 * line and what it uses are on the class path for that, as well as in the framework. Whatever is wrong with them there,
 * the framework is started, and says so.
 */
final class PlainStart {
    /** By name, because the launcher is built before the bundle. */
    private static final String COMMANDS = "io.tallyman.shell.internal.PlainCommandLine";

    private final Path home;

    PlainStart(Path home) {
        this.home = home;
    }

    /** @return the exit code, or {@link PlainCommands#NEEDS_FRAMEWORK} */
    int run(List<String> words) {
        // bin/tallyman has looked at the words
        if (!Boolean.getBoolean("tallyman.plain")) {
            return PlainCommands.NEEDS_FRAMEWORK;
        }
        PlainCommands commands = commands();
        try {
            return commands == null ? PlainCommands.NEEDS_FRAMEWORK : commands.run(words);
        } catch (LinkageError e) {
            return PlainCommands.NEEDS_FRAMEWORK;
        }
    }

    /** Loads the classes that a later run uses. */
    void rehearse() {
        PlainCommands commands = commands();
        try {
            if (commands != null) {
                commands.rehearse();
            }
        } catch (LinkageError e) {
            // a later run starts the framework
        }
    }

    private PlainCommands commands() {
        try {
            checkJars();
            return (PlainCommands) Class.forName(COMMANDS).getConstructor().newInstance();
        } catch (LaunchException | IOException | ReflectiveOperationException | LinkageError e) {
            return null;
        }
    }

    private void checkJars() throws IOException, LaunchException {
        Path system = home.resolve("system");
        TrustedPath.check(system);
        try (Stream<Path> files = Files.list(system)) {
            for (Path jar : (Iterable<Path>) files::iterator) {
                TrustedPath.check(jar);
            }
        }
    }
}
