package io.tallyman.shell.internal;

import io.tallyman.launcher.Launch;
import java.nio.file.Path;
import java.util.List;

/** A process that has started; remembers what to do on a signal. */
final class FakeLaunch implements Launch {
    volatile Runnable onStop;
    volatile Runnable onHangup;
    Path home = Path.of("/opt/tallyman");

    @Override
    public List<String> arguments() {
        return List.of();
    }

    @Override
    public void claim() {
    }

    @Override
    public Path home() {
        return home;
    }

    @Override
    public void awaitStarted() {
    }

    @Override
    public void onStop(Runnable task) {
        onStop = task;
    }

    @Override
    public void onHangup(Runnable task) {
        onHangup = task;
    }

    @Override
    public void exit(int code) {
    }
}
