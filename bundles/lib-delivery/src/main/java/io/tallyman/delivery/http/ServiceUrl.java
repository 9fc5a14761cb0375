package io.tallyman.delivery.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The address of a service, which is safe to send events to: nobody on the way can read them, unless the configuration
 * allows that.
 *
 * @param uri with scheme {@code http} or {@code https} and a host
 */
public record ServiceUrl(URI uri) {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /**
     * Reads the keys {@code url} and {@code plain-http}.
     *
     * @throws IllegalArgumentException the address is not allowed; a password in it is not in the message
     */
    public static ServiceUrl of(Map<String, String> options) {
        ServiceUrl url = new ServiceUrl(parse(options.get(HttpOptions.URL)));
        if (url.uri.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    "key 'url' holds a password: use the key 'password-file' or 'token-file'");
        }
        if (!url.isEncrypted() && !Boolean.parseBoolean(options.get(HttpOptions.PLAIN_HTTP))
                && !LOOPBACK.contains(url.uri.getHost())) {
            throw new IllegalArgumentException("key 'url' would send events in the clear: allowed is https://, "
                    + "or http:// with plain-http=true");
        }
        return url;
    }

    private static URI parse(String text) {
        try {
            URI uri = new URI(text);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if (uri.getHost() != null && (scheme.equals("https") || scheme.equals("http"))) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // the message of this exception would show the address, which may hold a key
        }
        throw new IllegalArgumentException("key 'url' is not an address such as https://host/path");
    }

    public boolean isEncrypted() {
        return uri.getScheme().equalsIgnoreCase("https");
    }

    /** True where the address names more than the service itself. */
    public boolean hasPath() {
        return uri.getPath() != null && uri.getPath().length() > 1;
    }

    /** The same service with this path, which begins with a slash. */
    public ServiceUrl resolve(String path) {
        return new ServiceUrl(uri.resolve(path));
    }

    /** The address as messages show it: without the query, which may hold a key. */
    public String shown() {
        return uri.getScheme() + "://" + uri.getAuthority() + (uri.getPath() == null ? "" : uri.getPath());
    }
}
