package io.tallyman.launcher;

import org.apache.felix.framework.Logger;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

/** Prints the messages of the framework on stderr: warnings and errors, and with --verbose the others as well. */
final class FrameworkLog extends Logger {
    private final boolean verbose;

    FrameworkLog(boolean verbose) {
        this.verbose = verbose;
        setLogLevel(verbose ? LOG_INFO : LOG_WARNING);
    }

    @Override
    @SuppressWarnings("rawtypes") // as Felix declares it
    protected void doLog(Bundle bundle, ServiceReference reference, int level, String message, Throwable error) {
        StringBuilder line = new StringBuilder("tallyman: ").append(word(level)).append(": ");
        if (bundle != null && bundle.getSymbolicName() != null) {
            line.append(bundle.getSymbolicName()).append(": ");
        }
        line.append(message);
        if (error != null) {
            line.append(": ").append(error);
        }
        System.err.println(line);
        if (error != null && verbose) {
            error.printStackTrace();
        }
    }

    private static String word(int level) {
        return level == LOG_ERROR ? "error" : level == LOG_WARNING ? "warning" : "info";
    }
}
