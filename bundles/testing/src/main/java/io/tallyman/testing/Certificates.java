package io.tallyman.testing;

import java.io.IOException;
import java.nio.file.Path;

/** Certificates that vouch for themselves, of {@code localhost} unless a test wants others. They come from openssl. */
public final class Certificates {
    private Certificates() {
    }

    /** Makes {@code <name>} and {@code <name>-key} in the directory, in PEM and PKCS #8, for three days. */
    public static void make(Path directory, String name) throws IOException, InterruptedException {
        make(directory, name, "DNS:localhost");
    }

    /** @param subject whom the certificate names, as openssl writes that: {@code DNS:localhost}, {@code IP:::1} */
    public static void make(Path directory, String name, String subject) throws IOException, InterruptedException {
        Path file = directory.resolve(name);
        Process openssl = new ProcessBuilder("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                "ec_paramgen_curve:P-256", "-nodes", "-days", "3", "-subj", "/CN=localhost", "-addext",
                "subjectAltName=" + subject, "-keyout", file + "-key", "-out", file.toString())
                .redirectErrorStream(true).start();
        String said = new String(openssl.getInputStream().readAllBytes());
        if (openssl.waitFor() != 0) {
            throw new IOException("openssl: " + said);
        }
    }
}
