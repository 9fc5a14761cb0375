package io.tallyman.containers.internal.sockets;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Hears at once that something has come or gone on the way to a path. What is mounted there is not heard, nor anything
 * where the system has no watch left (inotify, {@code fs.inotify.max_user_instances}): look now and then all the same.
 */
public final class PathEvents implements AutoCloseable {
    private static final int MOST_LINKS = 8;
    private static final Path ANY = Path.of("*");

    private final Runnable heard;
    private final WatchService service;
    private volatile Map<WatchKey, Set<Path>> awaited = Map.of();

    /** @param heard called on a thread of its own; must not block */
    public PathEvents(Runnable heard) {
        this.heard = heard;
        service = open();
        if (service != null) {
            Thread listener = new Thread(null, this::listen, "tallyman-paths", 256 * 1024);
            listener.setDaemon(true);
            listener.start();
        }
    }

    private static WatchService open() {
        try {
            return FileSystems.getDefault().newWatchService();
        } catch (IOException e) {
            return null;
        }
    }

    /**
     * Hears of these paths from now on, and of no others. One thread at a time.
     *
     * @param paths {@code *} stands for any one component
     * @return whether more is heard than before: what has happened until now may be news
     */
    public boolean await(Collection<Path> paths) {
        Map<Path, Set<Path>> wanted = new HashMap<>();
        paths.forEach(path -> addWay(path.toAbsolutePath().normalize(), wanted, MOST_LINKS));
        Map<WatchKey, Set<Path>> before = awaited;
        Map<WatchKey, Set<Path>> now = new HashMap<>();
        wanted.forEach((directory, names) -> {
            WatchKey key = watch(directory);
            if (key != null) {
                now.put(key, names);
            }
        });
        awaited = now;
        before.keySet().stream().filter(key -> !now.containsKey(key)).forEach(WatchKey::cancel);
        return !now.equals(before);
    }

    /** False where all has to be looked for. */
    public boolean isHearing() {
        return !awaited.isEmpty();
    }

    /** The next component that may come, in the directory that is there; with links also where they lead. */
    private static void addWay(Path path, Map<Path, Set<Path>> to, int links) {
        Path name = path;
        Path directory = path.getParent();
        while (directory != null && !directory.toFile().isDirectory()) {
            name = directory;
            directory = directory.getParent();
        }
        if (directory != null && links > 0) {
            try {
                to.computeIfAbsent(directory.toRealPath(), d -> new HashSet<>()).add(name.getFileName());
                if (Files.isSymbolicLink(name)) {
                    addWay(directory.resolve(Files.readSymbolicLink(name)).normalize(), to, links - 1);
                }
            } catch (IOException e) {
                // it has gone this moment, which will be seen
                return;
            }
        }
    }

    private WatchKey watch(Path directory) {
        try {
            return service == null ? null : directory.register(service, StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_DELETE);
        } catch (IOException | ClosedWatchServiceException e) {
            return null;
        }
    }

    private void listen() {
        try {
            while (true) {
                WatchKey key = service.take();
                boolean news = false;
                for (WatchEvent<?> event : key.pollEvents()) {
                    news |= isAwaited(key, event.context());
                }
                if (!key.reset() || news) {
                    heard.run();
                }
            }
        } catch (ClosedWatchServiceException | InterruptedException e) {
            // the end
            return;
        }
    }

    /** @param name null where the system has lost count */
    private boolean isAwaited(WatchKey key, Object name) {
        Set<Path> names = awaited.get(key);
        return name == null || names != null && (names.contains(ANY) || names.contains(name));
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
