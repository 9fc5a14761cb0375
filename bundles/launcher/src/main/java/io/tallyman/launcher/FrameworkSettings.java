package io.tallyman.launcher;

import java.nio.file.Path;
import java.util.Map;

/** What the framework and the bundles that read its properties are told. */
final class FrameworkSettings {
    /** Packages that bundles get from the class path: slf4j 2 as a bundle would need a service loader mediator. */
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
                // other PIDs could open new sources of code
                Map.entry("felix.fileinstall.filter", "io\\.tallyman\\.[A-Za-z0-9._~-]+\\.(cfg|config)"),
                Map.entry("felix.fileinstall.tmpdir", storage.resolve("fileinstall").toString()),
                // it believes a file when two looks find it the same, and all of it is to be done within a second
                Map.entry("felix.fileinstall.poll", "250"),
                Map.entry("felix.fileinstall.noInitialDelay", "true"),
                Map.entry("felix.fileinstall.enableConfigSave", "false"),
                Map.entry("felix.fileinstall.log.level", "2"),
                Map.entry("gosh.args", "--nointeractive"));
    }
}
