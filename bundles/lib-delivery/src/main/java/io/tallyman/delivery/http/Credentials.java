package io.tallyman.delivery.http;

import io.tallyman.delivery.OwnedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the Authorization header says.
 *
 * @param key   the key of the configuration that it comes from
 * @param value the header, which is secret
 */
record Credentials(String key, String value) {
    /**
     * Reads the file that the configuration names.
     *
     * @return null if no key is set
     * @throws IllegalArgumentException two ways are configured, or a part of one is missing
     * @throws IOException the file cannot be used
     */
    static Credentials of(Map<String, String> options) throws IOException {
        List<String> set = Stream.of(HttpOptions.AUTHORIZATION, HttpOptions.TOKEN_FILE, HttpOptions.PASSWORD_FILE)
                .filter(key -> !options.get(key).isEmpty()).toList();
        if (set.size() > 1) {
            throw new IllegalArgumentException("keys '" + set.get(0) + "' and '" + set.get(1)
                    + "' exclude each other: only one header can be sent");
        }
        String user = options.get(HttpOptions.USER);
        if (user.isEmpty() == set.contains(HttpOptions.PASSWORD_FILE) || user.contains(":")) {
            throw new IllegalArgumentException(
                    "keys 'user' and 'password-file' go together, and the user has no colon in the name");
        }
        if (set.isEmpty()) {
            return null;
        }
        String key = set.get(0);
        return new Credentials(key, switch (key) {
            case HttpOptions.TOKEN_FILE -> options.get(HttpOptions.TOKEN_SCHEME) + " "
                    + OwnedFile.secret(key, Path.of(options.get(key)));
            case HttpOptions.PASSWORD_FILE -> "Basic " + Base64.getEncoder().encodeToString((user + ":"
                    + OwnedFile.secret(key, Path.of(options.get(key)))).getBytes(StandardCharsets.UTF_8));
            default -> options.get(key);
        });
    }

    /** Never shows the secret. */
    @Override
    public String toString() {
        return "Credentials of " + key;
    }
}
