package io.tallyman.metrics.internal;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where to listen: {@code host:port}, {@code [::1]:port}, or a port alone, which means loopback. */
final class ListenAddress {
    private static final Pattern FORM = Pattern.compile("(?:(\\[[0-9a-fA-F:.]+]|[^:\\[\\]\\s]+)?:)?(\\d{1,5})");
    private static final String LOOPBACK = "127.0.0.1";
    private static final int LARGEST_PORT = 65_535;

    private ListenAddress() {
    }

    /**
     * @throws IllegalArgumentException the text has another form, or the host is unknown; the message says what is
     *         allowed
     */
    static InetSocketAddress of(String text) {
        Matcher m = FORM.matcher(text.strip());
        if (!m.matches() || Integer.parseInt(m.group(2)) > LARGEST_PORT) {
            throw new IllegalArgumentException("key 'address' cannot be '" + text
                    + "': allowed is host:port such as 127.0.0.1:9100");
        }
        InetSocketAddress address = new InetSocketAddress(m.group(1) == null ? LOOPBACK : m.group(1),
                Integer.parseInt(m.group(2)));
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("key 'address' cannot be '" + text + "': there is no host '" + m.group(1)
                    + "'");
        }
        return address;
    }
}
