package io.tallyman.itests;

import io.tallyman.testing.Certificates;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Files that stand for those that the guide names: a certificate of this machine, and secrets. */
final class GuideFiles {
    static final String TOKEN = "t0ken-of-the-guide";
    private static final char[] PASSWORD = "tallyman".toCharArray();

    private final Path directory;

    GuideFiles(Path directory) throws IOException, InterruptedException {
        this.directory = directory;
        Certificates.make(directory, "own");
        Path token = Files.writeString(directory.resolve("token"), TOKEN);
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        Commands.run("openssl", "pkcs12", "-export", "-in", own().toString(), "-inkey", own() + "-key", "-out",
                directory.resolve("store").toString(), "-passout", "pass:" + new String(PASSWORD));
    }

    Path directory() {
        return directory;
    }

    private Path own() {
        return directory.resolve("own");
    }

    /** Whom to trust, and the token where the block names a file with one. */
    Map<String, String> keys(GuideBlock block) {
        Map<String, String> keys = new HashMap<>(Map.of("ca-file", own().toString()));
        if (block.keys().containsKey("token-file")) {
            keys.put("token-file", directory.resolve("token").toString());
        }
        return keys;
    }

    /** How a server shows the certificate. */
    SSLContext tls() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(directory.resolve("store"))) {
            store.load(in, PASSWORD);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** The certificate and its key, in PEM. */
    Path certificate() {
        return own();
    }
}
