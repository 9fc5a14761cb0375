package io.tallyman.shell.internal;

import io.tallyman.launcher.Launch;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A process that has started; remembers what to do on a signal. */
final class FakeLaunch implements Launch {
    final CountDownLatch restStarted = new CountDownLatch(1);
    volatile Runnable onStop;
    volatile Runnable onHangup;
    Path home = Path.of("/opt/tallyman");

    boolean isRestStarted() {
        return restStarted.getCount() == 0;
    }

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
    public void awaitNeeded() {
    }

    @Override
    public boolean putOff(Runnable task) {
        return false;
    }

    @Override
    public void startRest() {
        restStarted.countDown();
    }

    @Override
    public void awaitStarted() {
        startRest();
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
