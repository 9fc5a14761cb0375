package io.tallyman.delivery;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address that a stream connects to: {@code unix:/path} or {@code tcp:host:port}. An IPv6 address is in brackets.
 *
 * @param text the address as the configuration gives it
 * @param path the path of a unix socket, or null
 * @param host the host of a TCP socket, or null; each connection looks it up again
 * @param port the port of a TCP socket
 */
public record StreamAddress(String text, Path path, String host, int port) {
    private static final Pattern TCP = Pattern.compile("tcp:(\\[[0-9a-fA-F:.]+]|[^:\\[\\]/]+):(\\d{1,5})");
    private static final int MAX_PORT = 65_535;

    /** @throws IllegalArgumentException the text is no address; the message names key, value and what is allowed */
    public static StreamAddress of(String key, String text) {
        Matcher tcp = TCP.matcher(text);
        if (tcp.matches()) {
            int port = Integer.parseInt(tcp.group(2));
            if (port > 0 && port <= MAX_PORT) {
                return new StreamAddress(text, null, tcp.group(1).replaceAll("[\\[\\]]", ""), port);
            }
        } else if (text.startsWith("unix:/")) {
            try {
                return new StreamAddress(text, Path.of(text.substring("unix:".length())), null, 0);
            } catch (InvalidPathException e) {
                throw refuse(key, text);
            }
        }
        throw refuse(key, text);
    }

    private static IllegalArgumentException refuse(String key, String text) {
        return new IllegalArgumentException(
                "key '" + key + "' cannot be '" + text + "': allowed is unix:/path or tcp:host:port");
    }

    SocketAddress resolve() throws IOException {
        if (path != null) {
            return UnixDomainSocketAddress.of(path);
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException e) {
            throw new IOException("there is no host " + host, e);
        }
    }

    SocketChannel openChannel() throws IOException {
        return path != null ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
    }
}
