package io.tallyman.delivery.http;

import io.tallyman.delivery.OwnedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A header of all requests.
 *
 * @param key   the key of the configuration that it comes from
 * @param value which may be secret
 */
public record Header(String key, String name, String value) {
    /**
     * The headers that the configuration asks for: credentials, then others.
     *
     * @throws IllegalArgumentException a value is not allowed; secrets are not in the message
     * @throws IOException a file cannot be used; secrets are not in the message
     */
    public static List<Header> of(Map<String, String> options) throws IOException {
        List<Header> headers = new ArrayList<>();
        Credentials credentials = Credentials.of(options);
        if (credentials != null) {
            headers.add(new Header(credentials.key(), "Authorization", credentials.value()));
        }
        if (!options.get(HttpOptions.HEADER).isEmpty()) {
            headers.add(parse(HttpOptions.HEADER, options.get(HttpOptions.HEADER)));
        }
        String file = options.get(HttpOptions.HEADER_FILE);
        if (!file.isEmpty()) {
            OwnedFile.secret(HttpOptions.HEADER_FILE, Path.of(file)).lines().filter(line -> !line.isBlank())
                    .forEach(line -> headers.add(parse(HttpOptions.HEADER_FILE, line)));
        }
        return headers;
    }

    private static Header parse(String key, String line) {
        int colon = line.indexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("key '" + key + "' has no colon: allowed is 'Name: value'");
        }
        return new Header(key, line.substring(0, colon), line.substring(colon + 1).strip());
    }

    /** Says that this header cannot be sent, and not what is in it. */
    public IllegalArgumentException refused() {
        return new IllegalArgumentException("key '" + key + "' is not a header that can be sent");
    }

    /** Never shows the value. */
    @Override
    public String toString() {
        return name + " of " + key;
    }
}
