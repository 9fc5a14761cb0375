package io.tallyman.launcher;

import java.nio.file.Path;
import java.util.Map;

/** The properties of the framework, which some bundles read as well. */
final class FrameworkSettings {
    /**
     * Packages that bundles get from the class path. As a bundle, slf4j 2 would need a mediator for service loaders.
     */
    private static final String SHARED_PACKAGES = "io.tallyman.launcher;version=1.0.0"
            + ",org.slf4j;version=2.0.20,org.slf4j.event;version=2.0.20,org.slf4j.helpers;version=2.0.20"
            + ",org.slf4j.spi;version=2.0.20";

    private FrameworkSettings() {
    }

    static Map<String, String> read(Path home, Path storage) {
        return Map.ofEntries(
                Map.entry("org.osgi.framework.storage", storage.toString()),
                Map.entry("org.osgi.framework.storage.clean", "onFirstInit"),
                Map.entry("org.osgi.framework.system.packages.extra", SHARED_PACKAGES),
                Map.entry("felix.cache.locking", "false"),
                Map.entry("tallyman.home", home.toString()),
                Map.entry("felix.fileinstall.dir", home.resolve("config").toString()),
                // files for other PIDs are not read, since these could name further places to load code from
                Map.entry("felix.fileinstall.filter", "io\\.tallyman\\.[A-Za-z0-9._~-]+\\.(cfg|config)"),
                Map.entry("felix.fileinstall.tmpdir", storage.resolve("fileinstall").toString()),
                // a file is read once two looks have found the same file: that is to take less than a second. A look
                // costs 0.14 ms.
                Map.entry("felix.fileinstall.poll", "450"),
                Map.entry("felix.fileinstall.noInitialDelay", "true"),
                Map.entry("felix.fileinstall.enableConfigSave", "false"),
                Map.entry("felix.fileinstall.log.level", "2"),
                Map.entry("gosh.args", "--nointeractive"));
    }
}
