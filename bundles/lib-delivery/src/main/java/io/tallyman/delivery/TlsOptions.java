package io.tallyman.delivery;

import io.tallyman.api.output.OptionSpec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** The keys of destinations that speak TLS: whom to trust, and how this side identifies itself. Files are in PEM. */
public final class TlsOptions {
    public static final OptionSpec CA_FILE = DeliveryOptions.file("ca-file",
            "Certificates to trust the other side by, instead of those that Java brings; in PEM.");
    public static final OptionSpec CERT_FILE = DeliveryOptions.file("cert-file",
            "Certificate that this side shows, then those that vouch for it; in PEM.");
    public static final OptionSpec KEY_FILE = DeliveryOptions.file("key-file",
            "Private key of cert-file in PEM (PKCS #8), which other users cannot read.");

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private TlsOptions() {
    }

    /** True where one of the keys is set. */
    public static boolean anySet(Map<String, String> options) {
        return !(options.get(CA_FILE.name()) + options.get(CERT_FILE.name()) + options.get(KEY_FILE.name())).isEmpty();
    }

    /**
     * Reads the files.
     *
     * @throws IOException a file cannot be used; the message names key and file, and no secret
     * @throws IllegalArgumentException one of cert-file and key-file is missing
     */
    public static SSLContext context(Map<String, String> options) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers(options), trustManagers(options), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw unusable(e);
        }
    }

    /** How to identify this side, or null where the other side is not told; throws as {@link #context} does. */
    public static KeyManager[] keyManagers(Map<String, String> options) throws IOException {
        String certificate = options.get(CERT_FILE.name());
        String key = options.get(KEY_FILE.name());
        if (certificate.isEmpty() != key.isEmpty()) {
            throw new IllegalArgumentException("keys 'cert-file' and 'key-file' go together: one of them is missing");
        }
        try {
            return key.isEmpty() ? null : keys(Path.of(certificate), Path.of(key)).getKeyManagers();
        } catch (GeneralSecurityException e) {
            throw unusable(e);
        }
    }

    /** Whom to trust, or null for the authorities that Java brings; throws as {@link #context} does. */
    public static TrustManager[] trustManagers(Map<String, String> options) throws IOException {
        String ca = options.get(CA_FILE.name());
        try {
            return ca.isEmpty() ? null : trust(Path.of(ca)).getTrustManagers();
        } catch (GeneralSecurityException e) {
            throw unusable(e);
        }
    }

    private static IOException unusable(GeneralSecurityException e) {
        return new IOException("TLS cannot be set up: " + e.getMessage(), e);
    }

    private static TrustManagerFactory trust(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = emptyStore();
        int count = 0;
        for (Certificate each : certificates(CA_FILE.name(), file)) {
            store.setCertificateEntry("ca" + count++, each);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    private static KeyManagerFactory keys(Path certificate, Path key) throws IOException, GeneralSecurityException {
        KeyStore store = emptyStore();
        store.setKeyEntry("own", privateKey(key), new char[0],
                certificates(CERT_FILE.name(), certificate).toArray(Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, new char[0]);
        return factory;
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static List<Certificate> certificates(String key, Path file) throws IOException, GeneralSecurityException {
        byte[] bytes = OwnedFile.trusted(key, file);
        List<Certificate> all;
        try {
            all = List.copyOf(CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(bytes)));
        } catch (GeneralSecurityException e) {
            throw new IOException("key '" + key + "' cannot be '" + file + "': no certificate in PEM", e);
        }
        if (all.isEmpty()) {
            throw new IOException("key '" + key + "' cannot be '" + file + "': no certificate in PEM");
        }
        return all;
    }

    private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
        Matcher pem = KEY.matcher(OwnedFile.secret(KEY_FILE.name(), file));
        if (pem.find()) {
            byte[] bytes = Base64.getMimeDecoder().decode(pem.group(1).getBytes(StandardCharsets.US_ASCII));
            for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
                try {
                    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
                } catch (InvalidKeySpecException e) {
                    // a key of another algorithm
                }
            }
        }
        throw new IOException("key 'key-file' cannot be '" + file
                + "': no private key in PKCS #8; openssl pkcs8 -topk8 -nocrypt makes one");
    }
}
