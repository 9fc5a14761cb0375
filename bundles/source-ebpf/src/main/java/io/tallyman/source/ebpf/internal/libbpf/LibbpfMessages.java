package io.tallyman.source.ebpf.internal.libbpf;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.tallyman.libc.Libc;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/**
 * Receives the messages of libbpf. All messages go to the log at debug level. The last lines of the warnings, in which
 * the verifier gives its reasons, are kept for the report of a failure. libbpf has one printer for each process, so
 * only one instance may be open.
 */
public final class LibbpfMessages implements AutoCloseable {
    private static final Logger LOG = System.getLogger("io.tallyman.source.ebpf");
    private static final int LINES = 12;
    /** The verifier's log may have 16 MiB. Memory that nobody has written to costs nothing. */
    private static final int LIMIT = 17 << 20;

    private final Libbpf.Print print = this::print;
    private final Memory text = new Memory(LIMIT);
    private final StringBuilder warnings = new StringBuilder();

    public LibbpfMessages() {
        Libbpf.libbpf_set_print(print);
    }

    private synchronized int print(int level, Pointer format, Pointer arguments) {
        boolean warning = level == Libbpf.LIBBPF_WARN;
        if (warning || LOG.isLoggable(Level.DEBUG)) {
            Libc.vsnprintf(text, LIMIT, format, arguments);
            String message = text.getString(0);
            LOG.log(Level.DEBUG, () -> message.strip());
            if (warning) {
                warnings.append(message);
            }
        }
        return 0;
    }

    /** The last lines of the warnings so far, or an empty text. */
    public synchronized String lastLines() {
        List<String> lines = warnings.toString().lines().filter(line -> !line.isBlank()).toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
    }

    @Override
    public void close() {
        Libbpf.libbpf_set_print(null);
    }
}
