package io.tallyman.output.webhook.internal;

import io.tallyman.delivery.DeliveryOptions;
import io.tallyman.delivery.TlsOptions;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;

/**
 * What all requests of one destination have in common.
 *
 * @param request address and headers
 * @param shown   the address as messages show it: without the query, which may hold a key
 * @param timeout the longest time that a request may take, answer included
 * @param tls     whom to trust and how to identify this side, or null for what Java brings
 * @param gzip    compress the body
 * @param bulk    the answer has a status for each event
 */
record PostTemplate(HttpRequest.Builder request, String shown, Duration timeout, SSLContext tls, boolean gzip,
        boolean bulk) {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /**
     * Reads the configuration and the files that it names.
     *
     * @throws IllegalArgumentException a value is not allowed; secrets are not in the message
     * @throws IOException a file cannot be used; secrets are not in the message
     */
    static PostTemplate of(Map<String, String> options) throws IOException {
        URI url = url(options.get("url"), Boolean.parseBoolean(options.get("plain-http")));
        Duration timeout = DeliveryOptions.timeout(options);
        HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(timeout);
        set(request, "content-type", "Content-Type", options.get("content-type"));
        Credentials credentials = Credentials.of(options);
        if (credentials != null) {
            set(request, credentials.key(), "Authorization", credentials.value());
        }
        boolean gzip = Boolean.parseBoolean(options.get("gzip"));
        if (gzip) {
            request.setHeader("Content-Encoding", "gzip");
        }
        String header = options.get("header");
        if (!header.isEmpty()) {
            int colon = header.indexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException("key 'header' has no colon: allowed is 'Name: value'");
            }
            set(request, "header", header.substring(0, colon), header.substring(colon + 1).strip());
        }
        return new PostTemplate(request, url.getScheme() + "://" + url.getAuthority() + url.getPath(), timeout,
                TlsOptions.anySet(options) ? TlsOptions.context(options) : null, gzip,
                options.get("answer").equals("bulk"));
    }

    private static URI url(String text, boolean plain) {
        try {
            URI url = new URI(text);
            String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
            if (url.getHost() == null || !scheme.equals("https") && !scheme.equals("http")) {
                throw new IllegalArgumentException("key 'url' is not an address such as https://host/path");
            }
            if (url.getUserInfo() != null) {
                throw new IllegalArgumentException("key 'url' holds a password: use the key 'authorization'");
            }
            if (scheme.equals("http") && !plain && !LOOPBACK.contains(url.getHost())) {
                throw new IllegalArgumentException("key 'url' would send events in the clear: allowed is https://, "
                        + "or http:// with plain-http=true");
            }
            return url;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("key 'url' is not an address such as https://host/path", e);
        }
    }

    private static void set(HttpRequest.Builder request, String key, String name, String value) {
        try {
            request.setHeader(name, value);
        } catch (IllegalArgumentException e) {
            // the message of this exception would show the value, which may be a secret
            throw new IllegalArgumentException("key '" + key + "' is not a header that can be sent");
        }
    }
}
