package io.tallyman.plugins.internal;

import io.tallyman.plugins.PluginStatus;
import io.tallyman.plugins.internal.RefusedException.Again;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/**
 * Makes the framework follow the directory: first the jars that are gone, then those that have changed, then the new
 * ones. A jar that was refused because of other bundles is tried again as long as that helps. The watcher's thread
 * alone uses this class.
 */
final class PluginInstaller {
    private static final System.Logger LOG = System.getLogger("io.tallyman.plugins");

    private final Bundles bundles;
    private final BundleContext context;
    private final Rules rules;
    private final Set<Bundle> installed = new HashSet<>();
    private final List<Bundle> toRefresh = new ArrayList<>();

    PluginInstaller(BundleContext context) {
        this.context = context;
        bundles = new Bundles(context);
        rules = new Rules(context);
    }

    /**
     * @param gone  jars that were removed
     * @param ready complete jars that are new or have changed
     * @param all   all jars of the directory
     */
    void follow(Collection<Plugin> gone, Collection<Plugin> ready, Collection<Plugin> all)
            throws InterruptedException {
        gone.forEach(this::remove);
        boolean changed = !toRefresh.isEmpty();
        for (Plugin plugin : ready) {
            changed |= take(plugin);
        }
        while (changed) {
            refresh();
            start(all);
            changed = false;
            for (Plugin plugin : all) {
                if (plugin.waitsForOthers()) {
                    changed |= take(plugin);
                }
            }
            changed |= !toRefresh.isEmpty();
        }
    }

    private void remove(Plugin plugin) {
        if (plugin.bundle() != null) {
            uninstall(plugin);
            LOG.log(System.Logger.Level.INFO, "plugins/{0} is gone", plugin.file());
        }
    }

    private void uninstall(Plugin plugin) {
        bundles.uninstall(plugin.bundle());
        installed.remove(plugin.bundle());
        toRefresh.add(plugin.bundle());
        plugin.gone();
    }

    /** Returns true if the framework has changed. */
    private boolean take(Plugin plugin) {
        Bundle former = plugin.bundle();
        try {
            JarManifest manifest = rules.check(plugin.jar(), former, installed);
            if (former == null) {
                Bundle bundle = bundles.install(plugin.jar());
                installed.add(bundle);
                plugin.installed(bundle, manifest);
                attach(manifest);
            } else {
                bundles.update(former, plugin.jar());
                toRefresh.add(former);
                plugin.installed(former, manifest);
            }
            return true;
        } catch (RefusedException e) {
            // a jar that was removed meanwhile is not broken: the next look finds that the jar is gone
            if (Files.exists(plugin.jar())) {
                refuse(plugin, e);
            }
            // an update that failed half way has stopped the bundle
            return former != null && !plugin.isUp();
        }
    }

    /** Resolves the host of a new fragment again, since only then does the host take the fragment up. */
    private void attach(JarManifest manifest) {
        installed.stream().filter(b -> b.getSymbolicName().equals(manifest.host())).forEach(toRefresh::add);
    }

    private void refresh() throws InterruptedException {
        if (!toRefresh.isEmpty()) {
            bundles.refresh(List.copyOf(toRefresh));
            toRefresh.clear();
        }
    }

    /** Starts all bundles that do not run, also those that stopped with another bundle or that can be resolved now. */
    private void start(Collection<Plugin> all) {
        List<Plugin> down = all.stream().filter(p -> p.bundle() != null && !p.isUp()).toList();
        bundles.resolve(down.stream().map(Plugin::bundle).toList());
        for (Plugin plugin : down) {
            try {
                bundles.start(plugin.bundle());
                plugin.started();
                LOG.log(System.Logger.Level.INFO, "plugins/{0} is started", plugin.file());
            } catch (RefusedException e) {
                String missing = Packages.of(context).missing(plugin.manifest(), null);
                refuse(plugin, e.again() == Again.OTHERS_CHANGED && missing != null
                        ? new RefusedException(Again.OTHERS_CHANGED, missing) : e);
                if (e.again() == Again.CHANGED) {
                    uninstall(plugin);
                }
            }
        }
    }

    /** Writes each reason once. */
    private static void refuse(Plugin plugin, RefusedException why) {
        String before = plugin.status().detail();
        plugin.refused(why);
        PluginStatus status = plugin.status();
        if (!status.detail().equals(before)) {
            LOG.log(System.Logger.Level.WARNING, "plugins/{0}{1}{2}", plugin.file(),
                    status.state() == PluginStatus.State.RUNNING ? " " : " is refused: ", status.detail());
        }
    }
}
