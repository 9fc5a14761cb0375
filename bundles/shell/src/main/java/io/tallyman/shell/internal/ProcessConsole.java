package io.tallyman.shell.internal;

import io.tallyman.engine.OutputRequest.Screen;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The process's own stdout and stderr, as the program that started Java has found them. */
final class ProcessConsole {
    private ProcessConsole() {
    }

    /** Opens both by descriptor, because Gogo has replaced {@code System.out} and {@code System.err}. */
    static Console open() {
        boolean terminal = Boolean.getBoolean("tallyman.stdout.tty");
        return new Console(stream(FileDescriptor.out), stream(FileDescriptor.err),
                screen(terminal, Integer.getInteger("tallyman.stdout.width", 0), System.getenv()));
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /** Follows NO_COLOR (no-color.org), CLICOLOR and CLICOLOR_FORCE (bixense.com/clicolors), and TERM=dumb. */
    static Screen screen(boolean terminal, int width, Map<String, String> environment) {
        boolean refused = !environment.getOrDefault("NO_COLOR", "").isEmpty();
        boolean forced = !refused && !environment.getOrDefault("CLICOLOR_FORCE", "0").equals("0");
        if (!terminal) {
            return forced ? new Screen(0, true) : null;
        }
        boolean wanted = !refused && !environment.getOrDefault("CLICOLOR", "1").equals("0")
                && !environment.getOrDefault("TERM", "").equals("dumb");
        return new Screen(width, forced || wanted);
    }
}
