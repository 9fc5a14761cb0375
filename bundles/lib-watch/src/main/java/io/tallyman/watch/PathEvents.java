package io.tallyman.watch;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchEvent.Kind;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Hears at once that a file comes or goes at a path, or in a directory on the way to that path. The class does not hear
 * of mounts, and hears nothing if the system has no inotify instance left ({@code fs.inotify.max_user_instances}). So
 * the user of this class has to look at the files now and then as well.
 */
public final class PathEvents implements AutoCloseable {
    private static final int MOST_LINKS = 8;
    private static final Path ANY = Path.of("*");

    private final Runnable heard;
    private final Kind<?>[] kinds;
    private final WatchService service;
    private volatile Map<WatchKey, Set<Path>> awaited = Map.of();

    /**
     * Hears that files come and go.
     *
     * @param heard called on a thread of this class after an event; must not block
     */
    public PathEvents(Runnable heard) {
        this(heard, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE);
    }

    /**
     * Hears events of these kinds.
     *
     * @param heard called on a thread of this class after an event; must not block
     */
    public PathEvents(Runnable heard, Kind<?>... kinds) {
        this.heard = heard;
        this.kinds = kinds.clone();
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
     * Hears of these paths from now on, and of no others. One thread at a time may call this method.
     *
     * @param paths the paths; {@code *} stands for any one component
     * @return whether other directories are heard than before, so that earlier events in these may have been missed
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

    /** Whether any directory is heard. If not, the user of this class has to look at the files. */
    public boolean isHearing() {
        return !awaited.isEmpty();
    }

    /** Adds the lowest directory on the way that exists, with the name that may come there; follows links. */
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
                // the directory has just gone: the next call finds what is there then
                return;
            }
        }
    }

    private WatchKey watch(Path directory) {
        try {
            return service == null ? null : directory.register(service, kinds);
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
            // close() ends this thread
            return;
        }
    }

    /** @param name null if the system has lost events */
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
