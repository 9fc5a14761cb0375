package io.tallyman.itests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Jars that no plug-in directory should take, and what is said of each. */
enum BrokenJar {
    RANDOM_BYTES("not a jar"),
    NO_BUNDLE("not a bundle"),
    UNRESOLVED("needs package not.there", "Import-Package", "not.there"),
    API_TOO_NEW("needs package io.tallyman.api.output", "Import-Package", "io.tallyman.api.output;version=\"[9,10)\""),
    HIJACKS_THE_API("exports io.tallyman.api.output", "Export-Package", "io.tallyman.api.output;version=\"1.0\""),
    THROWS("its activator has failed", "Import-Package", "org.osgi.framework", "Bundle-Activator",
            Thrower.class.getName()),
    TWICE("is there already") {
        @Override
        String bundle(int number) {
            return "io.tallyman.printer.table";
        }
    };

    private final String reason;
    private final String[] headers;

    BrokenJar(String reason, String... headers) {
        this.reason = reason;
        this.headers = headers;
    }

    /** Fails. */
    public static final class Thrower implements BundleActivator {
        @Override
        public void start(BundleContext context) {
            throw new IllegalStateException("on purpose");
        }

        @Override
        public void stop(BundleContext context) {
            throw new IllegalStateException("never started");
        }
    }

    /** Words of the reason for which it is refused. */
    String reason() {
        return reason;
    }

    String bundle(int number) {
        return "broken." + number;
    }

    /** @param version of the product, which a second bundle of the same name has, too */
    byte[] bytes(int number, String version) throws IOException {
        if (this == RANDOM_BYTES) {
            return new byte[] {'P', 'K', 3, 4, 17, 19, 23};
        }
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (this != NO_BUNDLE) {
            main.putValue("Bundle-ManifestVersion", "2");
            main.putValue("Bundle-SymbolicName", bundle(number));
            main.putValue("Bundle-Version", version);
        }
        for (int i = 0; i < headers.length; i += 2) {
            main.putValue(headers[i], headers[i + 1]);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            String file = Thrower.class.getName().replace('.', '/') + ".class";
            jar.putNextEntry(new JarEntry(file));
            try (InputStream in = Thrower.class.getClassLoader().getResourceAsStream(file)) {
                in.transferTo(jar);
            }
        }
        return bytes.toByteArray();
    }
}
