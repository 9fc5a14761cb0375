package io.tallyman.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import sun.misc.Signal;

/**
 * SIGINT, SIGTERM and SIGHUP ask for an orderly end with exit code 0; the JVM's own handlers would end with 128 + n.
 * The second one ends the process as the JVM would. Without a controlling terminal SIGHUP is a daemon's: open files anew.
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
                // the process was started with this signal ignored (nohup), or by a JVM with -Xrs: left as it is
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

    /** Field 7 of proc(5)'s stat is the controlling terminal; the name before it may hold blanks and brackets. */
    private static boolean hasTerminal() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            return !stat.substring(stat.lastIndexOf(')') + 2).split(" ")[4].equals("0");
        } catch (IOException e) {
            return true;
        }
    }
}
