package io.tallyman.launcher;

import sun.misc.Signal;

/**
 * SIGINT, SIGTERM and SIGHUP ask for an orderly end with exit code 0; the JVM's own handlers would end with 128 + n.
 * The second signal ends the process as the JVM would.
 */
final class StopSignals {
    private static final String[] NAMES = {"INT", "TERM", "HUP"};

    private Runnable task;
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
            if (asked) {
                Runtime.getRuntime().halt(128 + signal.getNumber());
            }
            asked = true;
            now = task;
        }
        if (now != null) {
            now.run();
        }
    }

    void onStop(Runnable newTask) {
        boolean already;
        synchronized (this) {
            task = newTask;
            already = asked;
        }
        if (already) {
            newTask.run();
        }
    }
}
