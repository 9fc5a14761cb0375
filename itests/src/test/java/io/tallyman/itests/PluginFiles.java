package io.tallyman.itests;

import io.tallyman.plugins.PluginDirectory;
import io.tallyman.plugins.PluginStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** The jars in a watched {@code plugins/}: taken out, put in, replaced, by renaming as a careful user does. */
final class PluginFiles {
    private final BundleContext context;
    private final PluginDirectory directory;
    private final Path aside;

    PluginFiles(BundleContext context, PluginDirectory directory) throws IOException {
        this.context = context;
        this.directory = directory;
        aside = Files.createDirectories(directory.path().resolveSibling("aside"));
    }

    /** A jar in the directory, and when the bundle of that name was last installed or updated. */
    record Jar(String bundle, Path file, long since) {
    }

    Jar jar(String bundle) throws IOException {
        try (Stream<Path> files = Files.list(directory.path())) {
            Path file = files.filter(f -> f.getFileName().toString().startsWith(bundle + "-")).findFirst().orElseThrow();
            return new Jar(bundle, file, bundle(bundle).getLastModified());
        }
    }

    void takeOut(Jar jar) throws IOException {
        Files.move(jar.file(), aside.resolve(jar.file().getFileName()));
    }

    void putIn(Jar jar) throws IOException {
        Files.move(aside.resolve(jar.file().getFileName()), jar.file());
    }

    /** Another file takes its place at once. */
    void replace(Jar jar) throws IOException {
        Path copy = aside.resolve(jar.file().getFileName());
        Files.copy(jar.file(), copy);
        Files.move(copy, jar.file(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    void awaitGone(Jar jar) throws Exception {
        Until.holds(jar.bundle() + " is gone", () -> bundle(jar.bundle()) == null);
    }

    /** The bundle is there as a newer one than this, with its services. */
    void awaitNewer(Jar jar) throws Exception {
        Until.holds(jar.bundle() + " is replaced", () -> {
            Bundle bundle = bundle(jar.bundle());
            return bundle != null && bundle.getLastModified() > jar.since() && bundle.getState() == Bundle.ACTIVE
                    && bundle.getRegisteredServices() != null;
        });
    }

    private Bundle bundle(String name) {
        return Arrays.stream(context.getBundles()).filter(b -> name.equals(b.getSymbolicName())).findFirst()
                .orElse(null);
    }

    /** Drops a file in. */
    void drop(String name, byte[] content) throws IOException {
        Path written = Files.write(aside.resolve(name), content);
        Files.move(written, directory.path().resolve(name));
    }

    /** Waits until a file is refused for a reason that has these words, and takes it out. */
    void removeRefused(String name, String reason) throws Exception {
        Until.holds(name + " is refused", () -> directory.plugins().stream().anyMatch(p -> p.file().equals(name)
                && p.state() == PluginStatus.State.REFUSED && p.detail().contains(reason)));
        Files.delete(directory.path().resolve(name));
    }
}
