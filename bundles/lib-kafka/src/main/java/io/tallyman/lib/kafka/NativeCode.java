package io.tallyman.lib.kafka;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/**
 * Loads a native library: the file that lies beside the product's jars, or else the one in this bundle. The latter is
 * unpacked into the bundle's own directory, which nobody else can write.
 */
final class NativeCode {
    private NativeCode() {
    }

    /**
     * Loads a library for the classes of this bundle.
     *
     * @param resource where the library is in this bundle
     * @throws IOException it cannot be loaded; the message says why
     */
    static void load(String resource) throws IOException {
        String installed = System.getProperty("tallyman.native");
        Path file = Path.of(installed == null ? "" : installed).resolve(resource.substring(resource.lastIndexOf('/') + 1));
        if (installed != null && Files.exists(file)) {
            try {
                System.load(file.toString());
                return;
            } catch (UnsatisfiedLinkError e) {
                // a former version of this bundle has the file still: a copy is another library
            }
        }
        unpacked(resource);
    }

    private static void unpacked(String resource) throws IOException {
        Path directory = directory();
        Path file = directory.resolve("code.so");
        try (InputStream in = NativeCode.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("there is no " + resource + " for this architecture in the bundle");
            }
            Files.copy(in, file);
            System.load(file.toString());
        } catch (UnsatisfiedLinkError e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            // the file is needed only until it is mapped
            Files.deleteIfExists(file);
            Files.deleteIfExists(directory);
        }
    }

    private static Path directory() throws IOException {
        Bundle bundle = FrameworkUtil.getBundle(NativeCode.class);
        File area = bundle == null ? null : bundle.getBundleContext().getDataFile("");
        return area == null ? Files.createTempDirectory("tallyman-native")
                : Files.createTempDirectory(area.toPath(), "native");
    }
}
