package io.tallyman.output.kafka.internal;

import io.tallyman.delivery.OwnedFile;
import io.tallyman.delivery.TlsOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Kafka's properties of TLS and SASL. The texts of all files are in them, so that Kafka reads no file by itself. */
final class Security {
    static final String TLS = "tls";
    static final String SASL = "sasl";
    static final String USER = "user";
    static final String PASSWORD_FILE = "password-file";

    private static final String PEM = "PEM";
    private static final String PROTOCOL = "security.protocol";

    private Security() {
    }

    /**
     * Reads the files that the keys name.
     *
     * @throws IllegalArgumentException two keys do not go together
     * @throws IOException a file cannot be used; no secret is in the message
     */
    static Map<String, Object> of(Map<String, String> options) throws IOException {
        boolean tls = Boolean.parseBoolean(options.get(TLS));
        boolean user = !options.get(USER).isEmpty();
        Map<String, Object> settings = new HashMap<>();
        if (tls) {
            putTls(options, settings);
        } else if (TlsOptions.anySet(options)) {
            throw new IllegalArgumentException("keys 'ca-file', 'cert-file' and 'key-file' need tls = true");
        }
        if (user == options.get(PASSWORD_FILE).isEmpty()) {
            throw new IllegalArgumentException("keys 'user' and 'password-file' go together: one of them is missing");
        }
        if (user) {
            putSasl(options, tls, settings);
        }
        settings.put(PROTOCOL, (user ? "SASL_" : "") + (tls ? "SSL" : "PLAINTEXT"));
        return settings;
    }

    /** Whether a property of Kafka's producer sends everything readable, or lets any host pass for a broker. */
    static boolean undoesTls(String name, String value) {
        return switch (name) {
            case PROTOCOL -> value.strip().toUpperCase(Locale.ROOT).endsWith("PLAINTEXT");
            case "ssl.endpoint.identification.algorithm" -> value.isBlank();
            default -> false;
        };
    }

    private static void putTls(Map<String, String> options, Map<String, Object> settings) throws IOException {
        // says what is wrong with a file in the words of all destinations
        TlsOptions.context(options);
        String ca = options.get(TlsOptions.CA_FILE.name());
        String certificate = options.get(TlsOptions.CERT_FILE.name());
        if (!ca.isEmpty()) {
            settings.put("ssl.truststore.type", PEM);
            settings.put("ssl.truststore.certificates", text(TlsOptions.CA_FILE.name(), ca));
        }
        if (!certificate.isEmpty()) {
            settings.put("ssl.keystore.type", PEM);
            settings.put("ssl.keystore.certificate.chain", text(TlsOptions.CERT_FILE.name(), certificate));
            String key = TlsOptions.KEY_FILE.name();
            settings.put("ssl.keystore.key", OwnedFile.secret(key, Path.of(options.get(key))));
        }
    }

    private static String text(String key, String file) throws IOException {
        return new String(OwnedFile.trusted(key, Path.of(file)), StandardCharsets.US_ASCII);
    }

    private static void putSasl(Map<String, String> options, boolean tls, Map<String, Object> settings)
            throws IOException {
        boolean plain = options.get(SASL).equals("plain");
        if (plain && !tls) {
            throw new IllegalArgumentException("sasl = plain needs tls = true, since it sends the password as it is");
        }
        String password = OwnedFile.secret(PASSWORD_FILE, Path.of(options.get(PASSWORD_FILE)));
        settings.put("sasl.mechanism", options.get(SASL).toUpperCase(Locale.ROOT));
        settings.put("sasl.jaas.config", "org.apache.kafka.common.security."
                + (plain ? "plain.PlainLoginModule" : "scram.ScramLoginModule")
                + " required username=" + quoted(options.get(USER)) + " password=" + quoted(password) + ";");
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
