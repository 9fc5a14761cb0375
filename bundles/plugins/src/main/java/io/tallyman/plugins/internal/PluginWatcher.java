package io.tallyman.plugins.internal;

import io.tallyman.plugins.PluginDirectory;
import io.tallyman.plugins.PluginStatus;
import io.tallyman.plugins.internal.RefusedException.Again;
import io.tallyman.watch.PathEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.osgi.framework.BundleContext;

/**
 * Looks at the directories of plug-ins whenever something happens there. A jar that has not changed between two looks is
 * complete and is installed. The jars that are there at the start are installed at once.
 */
final class PluginWatcher implements PluginDirectory {
    /** The time between two looks at a jar that has changed. */
    private static final long SETTLE_MILLIS = 100;
    /**
     * The time between two looks without an event: nobody reports changes of permissions above, or of a link's target.
     */
    private static final long IDLE_MILLIS = 5_000;
    /** The time between two looks where the system reports no events at all. */
    private static final long POLL_MILLIS = 250;
    private static final String ANY_FILE = "*";
    /** The number of looks until an unreadable jar is refused, since the jar may still be written. */
    private static final int LOOKS = 15;

    private final List<Path> directories;
    private final PluginInstaller installer;
    private final Semaphore news = new Semaphore(0);
    private final PathEvents events = new PathEvents(news::release, StandardWatchEventKinds.ENTRY_CREATE,
            StandardWatchEventKinds.ENTRY_DELETE, StandardWatchEventKinds.ENTRY_MODIFY);
    private final Map<Path, Plugin> plugins = new TreeMap<>();
    private final Map<Path, Integer> unreadable = new TreeMap<>();
    private final Thread thread = new Thread(null, this::run, "tallyman-plugins", 512 * 1024);
    /** Jars that were there at the start and are installed later. The watcher's thread, once it runs. */
    private final Set<Plugin> waiting = new HashSet<>();
    private final CountDownLatch rest = new CountDownLatch(1);
    private volatile boolean restIsDue;
    private volatile List<PluginStatus> statuses = List.of();
    private volatile boolean closed;

    /** @param directories the first one is the product's own */
    PluginWatcher(BundleContext context, List<Path> directories) {
        this.directories = List.copyOf(directories);
        installer = new PluginInstaller(context);
        thread.setDaemon(true);
    }

    /**
     * Installs the jars that are there, then watches the directories.
     *
     * @param canWait the jars that {@link #installRest} installs, unless they change before
     */
    void start(Predicate<Path> canWait) throws InterruptedException {
        look(true, canWait);
        thread.start();
    }

    /** Installs the jars that could wait. Returns when that is done, or when the watcher is being closed. */
    void installRest() {
        restIsDue = true;
        news.release();
        try {
            rest.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closed) {
                if (isSettled()) {
                    awaitNews();
                } else {
                    // wait for the time, not for the next event: a file that is being written makes many events
                    Thread.sleep(SETTLE_MILLIS);
                }
                if (!closed) {
                    boolean restWasDue = restIsDue;
                    look(false, jar -> !restWasDue);
                    if (restWasDue) {
                        rest.countDown();
                    }
                }
            }
        } catch (InterruptedException e) {
            closed = true;
        } finally {
            rest.countDown();
        }
    }

    /** Returns when something has happened in a directory, or when the directories have to be looked at all the same. */
    private void awaitNews() throws InterruptedException {
        if (events.await(directories.stream().map(d -> d.resolve(ANY_FILE)).toList())) {
            // other directories are heard than before: an event between the last look and now was missed
            return;
        }
        if (news.tryAcquire(events.isHearing() ? IDLE_MILLIS : POLL_MILLIS, TimeUnit.MILLISECONDS)) {
            news.drainPermits();
        }
    }

    private boolean isSettled() {
        return plugins.values().stream().allMatch(plugin -> plugin.isSettled() || waiting.contains(plugin));
    }

    private void look(boolean first, Predicate<Path> canWait) throws InterruptedException {
        Map<Path, Plugin> there = new TreeMap<>();
        List<Plugin> ready = new ArrayList<>();
        for (Path jar : jars()) {
            Stamp stamp = Stamp.of(jar);
            if (stamp == null) {
                continue;
            }
            Plugin plugin = plugins.containsKey(jar) ? plugins.get(jar) : new Plugin(jar);
            there.put(jar, plugin);
            boolean changed = plugin.look(stamp);
            if (changed) {
                unreadable.remove(jar);
            }
            if (isWaiting(plugin, first, changed, canWait)) {
                continue;
            }
            if (first || !changed && (!plugin.isSettled() && isComplete(plugin) || plugin.isRefused(Again.SOON))) {
                ready.add(plugin);
            }
        }
        List<Plugin> gone = plugins.values().stream().filter(p -> there.get(p.jar()) != p).toList();
        plugins.clear();
        plugins.putAll(there);
        installer.follow(gone, ready, plugins.values());
        statuses = plugins.values().stream().map(Plugin::status).toList();
    }

    /** A jar that is replaced while it waits is installed when it is complete, as any other jar. */
    private boolean isWaiting(Plugin plugin, boolean first, boolean changed, Predicate<Path> canWait) {
        boolean waits = (first || waiting.contains(plugin) && !changed) && canWait.test(plugin.jar());
        if (waits) {
            waiting.add(plugin);
        } else {
            waiting.remove(plugin);
        }
        return waits;
    }

    /** The jars that are there now. */
    List<Path> jars() {
        return directories.stream().flatMap(directory -> jars(directory).stream()).toList();
    }

    private static List<Path> jars(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f -> f.toString().endsWith(".jar") && !f.getFileName().toString().startsWith("."))
                    .sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Refuses a jar that stays unreadable. A jar may be unreadable for a moment while it is copied slowly. */
    private boolean isComplete(Plugin plugin) {
        try {
            JarManifest.read(plugin.jar());
            return true;
        } catch (RefusedException e) {
            return e.again() != Again.SOON || unreadable.merge(plugin.jar(), 1, Integer::sum) >= LOOKS;
        }
    }

    @Override
    public Path path() {
        return directories.get(0);
    }

    @Override
    public List<PluginStatus> plugins() {
        return statuses;
    }

    void close() throws InterruptedException {
        closed = true;
        events.close();
        thread.interrupt();
        thread.join(1_000);
    }
}
