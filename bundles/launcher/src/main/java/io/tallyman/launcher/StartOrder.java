package io.tallyman.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;

/**
 * Which bundles of {@code system/} can wait until the first events of a trace have been written. Each bundle that starts
 * before delays the first event.
 *
 * @param partly some can wait; false: all are started at once
 */
record StartOrder(boolean partly) {
    /** Their classes serve from the beginning, their activators only serve the shell and {@code config/}. */
    private static final Set<String> CAN_WAIT = Set.of("org.apache.felix.fileinstall", "org.apache.felix.gogo.command",
            "org.apache.felix.gogo.runtime", "org.apache.felix.log", "org.apache.felix.metatype");
    private static final Set<String> TRACES = Set.of("trace", "replay");
    /** A file that File Install reads, see {@link FrameworkSettings}. */
    private static final String CONFIGURATION = "io\\.tallyman\\..+\\.(cfg|config)";

    /** Another command needs everything. What is configured may change what a trace does, so the trace waits for that. */
    static StartOrder of(Path home, List<String> words) {
        boolean traces = words.isEmpty() || words.get(0).startsWith("-") || TRACES.contains(words.get(0));
        return new StartOrder(traces && !isConfigured(home.resolve("config")));
    }

    private static boolean isConfigured(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.anyMatch(file -> file.getFileName().toString().matches(CONFIGURATION));
        } catch (IOException e) {
            // File Install says what is wrong
            return true;
        }
    }

    boolean canWait(Bundle bundle) {
        return partly && CAN_WAIT.contains(bundle.getSymbolicName());
    }
}
