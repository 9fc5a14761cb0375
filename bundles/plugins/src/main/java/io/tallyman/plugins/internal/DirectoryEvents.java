package io.tallyman.plugins.internal;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.TimeUnit;

/** Waits for events in a directory. Without inotify, for example when no watch is left, it only waits for the time. */
final class DirectoryEvents implements AutoCloseable {
    private static final long POLL_MILLIS = 250;

    private final Path directory;
    private WatchService service;
    private WatchKey key;

    DirectoryEvents(Path directory) {
        this.directory = directory;
        watch();
    }

    private void watch() {
        try {
            if (service == null) {
                service = directory.getFileSystem().newWatchService();
            }
            key = directory.register(service, StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_DELETE, StandardWatchEventKinds.ENTRY_MODIFY);
        } catch (IOException | UnsupportedOperationException e) {
            key = null;
        }
    }

    /** Returns when something has happened in the directory, or when the time has passed. */
    void await(long millis) throws InterruptedException {
        if (key == null || !key.isValid()) {
            Thread.sleep(Math.min(millis, POLL_MILLIS));
            watch();
            return;
        }
        try {
            WatchKey signalled = service.poll(millis, TimeUnit.MILLISECONDS);
            if (signalled != null) {
                signalled.pollEvents();
                signalled.reset();
            }
        } catch (ClosedWatchServiceException e) {
            throw new InterruptedException();
        }
    }

    @Override
    public void close() {
        try {
            if (service != null) {
                service.close();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
