package io.tallyman.shell.internal;

import io.tallyman.launcher.Launch;
import java.nio.file.Path;
import java.util.List;

/** Stands in for the process where no framework runs. Remembers that a command has asked for the framework. */
final class NoFramework implements Launch {
    private boolean needed;

    boolean isNeeded() {
        return needed;
    }

    /** Remembers that the framework is needed; to be thrown. */
    IllegalStateException need() {
        needed = true;
        return new IllegalStateException("no framework runs");
    }

    @Override
    public List<String> arguments() {
        throw need();
    }

    @Override
    public void claim() {
        throw need();
    }

    @Override
    public Path home() {
        throw need();
    }

    @Override
    public void awaitNeeded() {
        throw need();
    }

    @Override
    public boolean putOff(Runnable task) {
        throw need();
    }

    @Override
    public void startRest() {
        throw need();
    }

    @Override
    public void awaitStarted() {
        throw need();
    }

    @Override
    public void onHangup(Runnable task) {
        throw need();
    }

    @Override
    public void onStop(Runnable task) {
        throw need();
    }

    @Override
    public void exit(int code) {
        throw need();
    }
}
