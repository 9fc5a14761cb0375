package io.tallyman.shell.internal;

import io.tallyman.engine.OutputRequest.Screen;
import java.io.PrintStream;

/**
 * Where a command writes.
 *
 * @param out    data
 * @param err    messages
 * @param screen the terminal behind {@code out}, or null
 */
record Console(PrintStream out, PrintStream err, Screen screen) {
    void message(String text) {
        err.println("tallyman: " + text);
    }
}
