package io.tallyman.delivery.http;

import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.OptionSpec.Type;
import io.tallyman.delivery.DeliveryOptions;
import io.tallyman.delivery.TlsOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The keys that every destination has that sends requests to a URL. */
public final class HttpOptions {
    static final String URL = "url";
    static final String PLAIN_HTTP = "plain-http";
    static final String AUTHORIZATION = "authorization";
    static final String TOKEN_FILE = "token-file";
    static final String TOKEN_SCHEME = "token-scheme";
    static final String USER = "user";
    static final String PASSWORD_FILE = "password-file";
    static final String HEADER = "header";
    static final String HEADER_FILE = "header-file";
    static final String GZIP = "gzip";

    private HttpOptions() {
    }

    /**
     * The keys.
     *
     * @param address what the key {@code url} means to this destination
     * @param gzip    whether batches are compressed unless the configuration says otherwise
     * @param own     further keys of this destination, listed behind the address
     */
    public static List<OptionSpec> with(String address, boolean gzip, OptionSpec... own) {
        List<OptionSpec> options = new ArrayList<>(List.of(OptionSpec.text(URL, null, address),
                DeliveryOptions.flag(PLAIN_HTTP, false,
                        "Allow http:// to another machine, where anybody on the way can read the events.")));
        options.addAll(List.of(own));
        options.addAll(List.of(
                new OptionSpec(AUTHORIZATION, Type.SECRET, "", List.of(), "What the Authorization header says."),
                DeliveryOptions.file(TOKEN_FILE,
                        "File with a token for the Authorization header, which other users cannot read."),
                OptionSpec.text(TOKEN_SCHEME, "Bearer",
                        "Word before the token; Splunk takes Splunk, Elastic ApiKey."),
                OptionSpec.text(USER, "", "User of basic authentication; needs password-file."),
                DeliveryOptions.file(PASSWORD_FILE,
                        "File with the password of the user, which other users cannot read."),
                DeliveryOptions.flag(GZIP, gzip, "Compress each batch."),
                new OptionSpec(HEADER, Type.SECRET, "", List.of(), "One more header, as 'Name: value'."),
                DeliveryOptions.file(HEADER_FILE,
                        "File with more headers, one a line as 'Name: value', which other users cannot read."),
                TlsOptions.CA_FILE, TlsOptions.CERT_FILE, TlsOptions.KEY_FILE, DeliveryOptions.TIMEOUT,
                DeliveryOptions.RETRY_FOR));
        return List.copyOf(options);
    }

    /** True where batches are to be compressed. */
    public static boolean isCompressed(Map<String, String> options) {
        return Boolean.parseBoolean(options.get(GZIP));
    }
}
