package io.tallyman.output.syslog.internal;

import io.tallyman.delivery.Reconnecting;
import io.tallyman.delivery.StreamAddress;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/**
 * Who takes the messages.
 *
 * @param scheme {@code tls}, {@code tcp}, {@code udp} or {@code unix}
 * @param at     host and port, or the path
 */
record SyslogAddress(String scheme, StreamAddress at) {
    static final String KEY = "address";

    /** @throws IllegalArgumentException the text is no address; the message names key, value and what is allowed */
    static SyslogAddress of(String text) {
        String scheme = text.substring(0, Math.max(0, text.indexOf(':')));
        try {
            switch (scheme) {
                case "unix", "tcp":
                    return new SyslogAddress(scheme, StreamAddress.of(KEY, text));
                case "tls", "udp":
                    StreamAddress at = StreamAddress.of(KEY, "tcp" + text.substring(scheme.length()));
                    return new SyslogAddress(scheme, new StreamAddress(text, null, at.host(), at.port()));
                default:
                    throw new IllegalArgumentException("another scheme");
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("key '" + KEY + "' cannot be '" + text
                    + "': allowed is tls:host:port, tcp:host:port, udp:host:port or unix:/path", e);
        }
    }

    boolean isTls() {
        return scheme.equals("tls");
    }

    boolean isUnix() {
        return scheme.equals("unix");
    }

    /** True where messages follow one another in a stream; false where each is a datagram. */
    boolean isStream() {
        return isTls() || scheme.equals("tcp");
    }

    /** @param tls for {@code tls}, else null */
    Carrier carrier(Duration timeout, SSLContext tls) {
        return switch (scheme) {
            case "unix" -> new UnixCarrier(at.path(), timeout);
            case "udp" -> new UdpCarrier(at);
            default -> new StreamCarrier(new Reconnecting(at, timeout, tls));
        };
    }
}
