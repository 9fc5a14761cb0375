package io.tallyman.launcher;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/**
 * Configures java.util.logging, which slf4j uses as well. {@code java.util.logging.config.class} names this class, so
 * that logging is configured only when a library logs, which does not happen in most runs.
 */
public final class LogSetup {
    public LogSetup() throws IOException {
        String level = LogLines.VERBOSE ? "INFO" : "WARNING";
        String settings = "handlers=" + LogLines.class.getName() + "\n.level=" + level + "\n";
        LogManager.getLogManager()
                .readConfiguration(new ByteArrayInputStream(settings.getBytes(StandardCharsets.ISO_8859_1)));
    }
}
