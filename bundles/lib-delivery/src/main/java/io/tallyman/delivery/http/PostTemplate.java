package io.tallyman.delivery.http;

import io.tallyman.delivery.DeliveryOptions;
import io.tallyman.delivery.TlsOptions;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;

/**
 * What all requests of one destination have in common.
 *
 * @param request address and headers
 * @param shown   the address as messages show it: without the query, which may hold a key
 * @param timeout the longest time that a request may take, answer included
 * @param tls     whom to trust and how to identify this side, or null for what Java brings
 * @param gzip    compress the body
 */
public record PostTemplate(HttpRequest.Builder request, String shown, Duration timeout, SSLContext tls, boolean gzip) {
    /**
     * Reads the configuration, which has the keys of {@link HttpOptions}, and the files that it names.
     *
     * @param url         where to post to
     * @param contentType of all bodies
     * @throws IllegalArgumentException a value is not allowed; secrets are not in the message
     * @throws IOException a file cannot be used; secrets are not in the message
     */
    public static PostTemplate of(ServiceUrl url, String contentType, Map<String, String> options) throws IOException {
        Duration timeout = DeliveryOptions.timeout(options);
        HttpRequest.Builder request = HttpRequest.newBuilder(url.uri()).timeout(timeout);
        set(request, new Header("content-type", "Content-Type", contentType));
        for (Header header : Header.of(options)) {
            set(request, header);
        }
        boolean gzip = HttpOptions.isCompressed(options);
        if (gzip) {
            request.setHeader("Content-Encoding", "gzip");
        }
        return new PostTemplate(request, url.shown(), timeout,
                TlsOptions.anySet(options) ? TlsOptions.context(options) : null, gzip);
    }

    private static void set(HttpRequest.Builder request, Header header) {
        try {
            request.setHeader(header.name(), header.value());
        } catch (IllegalArgumentException e) {
            // the message of this exception would show the value, which may be a secret
            throw header.refused();
        }
    }
}
