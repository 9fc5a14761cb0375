package io.tallyman.source.ebpf.internal.libbpf;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/**
 * Loads libbpf: the one of the product, or else the one of the system. The libraries that libbpf needs are loaded
 * before it, so that the linker finds each of them by its soname. Loading is tried once in a process. If it fails, that
 * is a state with a reason, which the component reports.
 */
public final class NativeLibraries {
    private static final List<String> BUNDLED = List.of("libz.so.1", "libelf.so.1", "libbpf.so.1");
    private static final String DIRECTORY = "/native/linux-x86-64/";

    private NativeLibraries() {
    }

    /**
     * What was loaded.
     *
     * @param version version of libbpf, or null if none could be loaded
     * @param origin  "bundled", or "system" with the reason why the bundled library could not be loaded
     */
    public record State(String version, String origin) {
    }

    private static final class Holder {
        static final State STATE = bind();
    }

    /** Loads on the first call. If the version is not null, {@link Libbpf} can be used from then on. */
    public static State load() {
        return Holder.STATE;
    }

    private static State bind() {
        String why;
        try {
            return bind(bundled(), "bundled");
        } catch (IOException | UnsatisfiedLinkError e) {
            why = firstLine(e);
        }
        try {
            return bind(NativeLibrary.getInstance("libbpf.so.1"), "system (" + why + ")");
        } catch (UnsatisfiedLinkError e) {
            return new State(null, "bundled: " + why + "; system: " + firstLine(e));
        }
    }

    private static State bind(NativeLibrary library, String origin) {
        Native.register(Libbpf.class, library);
        return new State(Libbpf.libbpf_version_string(), origin);
    }

    /** The libraries that lie beside the product's jars, else those in this bundle. */
    private static NativeLibrary bundled() throws IOException {
        String installed = System.getProperty("tallyman.native");
        return installed == null ? unpacked() : load(Path.of(installed));
    }

    private static NativeLibrary load(Path directory) {
        NativeLibrary last = null;
        for (String name : BUNDLED) {
            last = NativeLibrary.getInstance(directory.resolve(name).toString());
        }
        return last;
    }

    /** The files are needed only until they are mapped. */
    private static NativeLibrary unpacked() throws IOException {
        Path directory = directory();
        List<Path> files = new ArrayList<>();
        try {
            for (String name : BUNDLED) {
                files.add(extract(name, directory));
            }
            return load(directory);
        } finally {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        }
    }

    private static Path directory() throws IOException {
        Bundle bundle = FrameworkUtil.getBundle(NativeLibraries.class);
        File area = bundle == null ? null : bundle.getBundleContext().getDataFile("");
        return area == null ? Files.createTempDirectory("tallyman-native")
                : Files.createTempDirectory(area.toPath(), "native");
    }

    private static Path extract(String name, Path directory) throws IOException {
        try (InputStream in = NativeLibraries.class.getResourceAsStream(DIRECTORY + name)) {
            if (in == null) {
                throw new IOException("no " + name + " for this architecture in the bundle");
            }
            Path file = directory.resolve(name);
            Files.copy(in, file);
            return file;
        }
    }

    private static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString());
    }
}
