package io.tallyman.launcher;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/**
 * Configures java.util.logging (where slf4j ends too): {@code java.util.logging.config.class} names it, so it is made
 * when the first library logs, which most runs never do.
 */
public final class LogSetup {
    public LogSetup() throws IOException {
        String level = LogLines.VERBOSE ? "INFO" : "WARNING";
        String settings = "handlers=" + LogLines.class.getName() + "\n.level=" + level + "\n";
        LogManager.getLogManager()
                .readConfiguration(new ByteArrayInputStream(settings.getBytes(StandardCharsets.ISO_8859_1)));
    }
}
