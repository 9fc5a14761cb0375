package io.tallyman.shell.internal;

import java.util.Collections;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;

/**
 * Prints what the log service of OSGi collects. Otherwise nobody would learn that a component could not be activated.
 */
@Component(immediate = true, service = {})
public final class LogPrinter implements LogListener {
    private static final boolean VERBOSE = Boolean.getBoolean("tallyman.verbose");

    /**
     * The message of Config Admin about a ConfigurationException. The reason names the key, so the key before it is
     * left out.
     */
    private static final Pattern REFUSED = Pattern.compile(
            ": Updating (?:property \\S+ of )?configuration (\\S+) caused a problem: (.+)", Pattern.DOTALL);

    private final LogReaderService reader;
    private final Console console = ProcessConsole.open();

    @Activate
    public LogPrinter(@Reference LogReaderService reader) {
        this.reader = reader;
        Collections.list(reader.getLog()).forEach(this::logged);
        reader.addLogListener(this);
    }

    @Deactivate
    void close() {
        reader.removeLogListener(this);
    }

    @Override
    public void logged(LogEntry entry) {
        if (!(VERBOSE ? LogLevel.INFO : LogLevel.WARN).implies(entry.getLogLevel())) {
            return;
        }
        String level = entry.getLogLevel() == LogLevel.WARN ? "warning" : entry.getLogLevel().name().toLowerCase();
        Throwable error = entry.getException();
        Matcher refused = REFUSED.matcher(String.valueOf(entry.getMessage()));
        console.message(refused.find() ? "configuration " + refused.group(1) + " is refused: " + refused.group(2)
                : level + ": " + (entry.getBundle() == null ? "" : entry.getBundle().getSymbolicName() + ": ")
                        + entry.getMessage() + (error == null ? "" : ": " + error));
        if (error != null && VERBOSE) {
            error.printStackTrace(console.err());
        }
    }
}
