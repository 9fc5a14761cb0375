package io.tallyman.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import sun.misc.Signal;

/**
 * Handles SIGINT, SIGTERM and SIGHUP. The first signal asks for an orderly end with exit code 0, while the JVM itself
 * would end with 128 + n. A second signal ends the process as the JVM would. Without a controlling terminal SIGHUP
 * means: open files again.
 */
final class StopSignals {
    private static final String HANGUP = "HUP";
    private static final String[] NAMES = {"INT", "TERM", HANGUP};

    private Runnable stop;
    private Runnable hangup;
    private boolean asked;

    void install() {
        for (String name : NAMES) {
            try {
                Signal.handle(new Signal(name), this::received);
            } catch (IllegalArgumentException e) {
                // this signal is ignored (nohup), or the JVM leaves signals alone (-Xrs): the signal keeps its meaning
                continue;
            }
        }
    }

    private void received(Signal signal) {
        Runnable now;
        synchronized (this) {
            if (signal.getName().equals(HANGUP) && hangup != null && !hasTerminal()) {
                now = hangup;
            } else if (asked) {
                Runtime.getRuntime().halt(128 + signal.getNumber());
                return;
            } else {
                asked = true;
                now = stop;
            }
        }
        if (now != null) {
            now.run();
        }
    }

    synchronized void onHangup(Runnable task) {
        hangup = task;
    }

    void onStop(Runnable task) {
        boolean already;
        synchronized (this) {
            stop = task;
            already = asked;
        }
        if (already) {
            task.run();
        }
    }

    /** Field 7 of stat in proc(5) is the controlling terminal. The name before may hold blanks and brackets. */
    private static boolean hasTerminal() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            return !stat.substring(stat.lastIndexOf(')') + 2).split(" ")[4].equals("0");
        } catch (IOException e) {
            return true;
        }
    }
}
