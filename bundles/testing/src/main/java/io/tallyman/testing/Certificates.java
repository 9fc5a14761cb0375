package io.tallyman.testing;

import java.io.IOException;
import java.nio.file.Path;

/** Certificates of {@code localhost} that vouch for themselves, as {@code openssl} makes them. */
public final class Certificates {
    private Certificates() {
    }

    /** Makes {@code <name>} and {@code <name>-key} in the directory, in PEM and PKCS #8, for three days. */
    public static void make(Path directory, String name) throws IOException, InterruptedException {
        Path file = directory.resolve(name);
        Process openssl = new ProcessBuilder("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                "ec_paramgen_curve:P-256", "-nodes", "-days", "3", "-subj", "/CN=localhost", "-addext",
                "subjectAltName=DNS:localhost", "-keyout", file + "-key", "-out", file.toString())
                .redirectErrorStream(true).start();
        String said = new String(openssl.getInputStream().readAllBytes());
        if (openssl.waitFor() != 0) {
            throw new IOException("openssl: " + said);
        }
    }
}
