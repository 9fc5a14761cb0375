package io.tallyman.plugins.internal;

import io.tallyman.plugins.PluginDirectory;
import java.nio.file.Path;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Installs the plug-ins while the framework starts. A component would do so later, when the framework has started. */
public final class Activator implements BundleActivator {
    private PluginWatcher watcher;

    @Override
    public void start(BundleContext context) throws InterruptedException {
        String home = context.getProperty("tallyman.home");
        if (home == null) {
            return;
        }
        watcher = new PluginWatcher(context.getBundle(0).getBundleContext(), Path.of(home, "plugins"));
        context.registerService(PluginDirectory.class, watcher, null);
        watcher.start();
    }

    @Override
    public void stop(BundleContext context) throws InterruptedException {
        if (watcher != null) {
            watcher.close();
        }
    }
}
