package io.tallyman.plugins.internal;

import io.tallyman.launcher.Launch;
import io.tallyman.plugins.PluginDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** Installs the plug-ins while the framework starts. A component would do so later, when the framework has started. */
public final class Activator implements BundleActivator {
    private PluginWatcher watcher;

    @Override
    public void start(BundleContext context) throws InterruptedException {
        String home = context.getProperty("tallyman.home");
        if (home == null) {
            return;
        }
        BundleContext system = context.getBundle(0).getBundleContext();
        watcher = new PluginWatcher(system, directories(Path.of(home)));
        context.registerService(PluginDirectory.class, watcher, null);
        ServiceReference<Launch> process = context.getServiceReference(Launch.class);
        Launch launch = process == null ? null : context.getService(process);
        boolean partly = launch != null && launch.putOff(watcher::installRest);
        watcher.start(partly ? new NotNamed(launch.arguments(), watcher.jars()) : jar -> false);
    }

    /** A package of a distribution owns plugins/, so an administrator's plug-ins are in another place. */
    private static List<Path> directories(Path home) {
        Path local = home.resolve("plugins.local");
        return Files.isDirectory(local) ? List.of(home.resolve("plugins"), local) : List.of(home.resolve("plugins"));
    }

    @Override
    public void stop(BundleContext context) throws InterruptedException {
        if (watcher != null) {
            watcher.close();
        }
    }
}
