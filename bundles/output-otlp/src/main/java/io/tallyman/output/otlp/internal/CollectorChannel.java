package io.tallyman.output.otlp.internal;

import io.grpc.CallOptions;
import io.grpc.ChannelCredentials;
import io.grpc.ClientInterceptor;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.tallyman.delivery.TlsOptions;
import io.tallyman.delivery.http.Header;
import io.tallyman.delivery.http.ServiceUrl;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;

/**
 * A gRPC channel with the TLS and the headers of a configuration, by whichever transport gRPC has. One thread calls; any
 * thread may close.
 */
final class CollectorChannel implements Closeable {
    private static final int HTTPS = 443;
    private static final int HTTP = 80;

    /** Exceptions tell what these loggers would tell. The JDK forgets the level of a logger that nothing refers to. */
    private static final List<Logger> QUIET = List.of(Logger.getLogger("io.grpc"), Logger.getLogger("io.netty"));

    static {
        QUIET.forEach(each -> each.setLevel(Level.OFF));
    }

    private final Supplier<ManagedChannel> build;
    private ManagedChannel channel;
    private volatile boolean closed;

    /**
     * Reads the files. The first call connects.
     *
     * @throws IllegalArgumentException a value is not allowed; secrets are not in the message
     * @throws IOException a file cannot be used; secrets are not in the message
     */
    CollectorChannel(ServiceUrl url, Map<String, String> options) throws IOException {
        URI uri = url.uri();
        int port = uri.getPort() >= 0 ? uri.getPort() : url.isEncrypted() ? HTTPS : HTTP;
        ChannelCredentials credentials = credentials(url, options);
        ClientInterceptor headers = MetadataUtils.newAttachHeadersInterceptor(headers(options));
        // the address is a path here, where the brackets of IPv6 cannot stand as they are
        String host = uri.getHost().replace("%", "%25").replace("[", "%5B").replace("]", "%5D");
        build = () -> Grpc.newChannelBuilder("dns:///" + host + ":" + port, credentials).intercept(headers)
                .directExecutor().disableRetry().proxyDetector(address -> null).build();
        channel = build.get();
    }

    /**
     * Calls {@link LogsService#EXPORT} and waits for the answer.
     *
     * @throws StatusRuntimeException the call failed, or this was closed
     */
    byte[] export(byte[] message, CallOptions options) {
        return ClientCalls.blockingUnaryCall(channel(), LogsService.EXPORT, options, message);
    }

    private synchronized ManagedChannel channel() {
        return channel;
    }

    /**
     * Lets the next call connect anew, to an address that is looked up anew. A channel itself would wait before it connects
     * again, longer each time, and fail all calls meanwhile.
     */
    synchronized void reset() {
        channel.shutdownNow();
        if (!closed) {
            channel = build.get();
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Ends a call that waits; no further one is made. */
    @Override
    public synchronized void close() {
        closed = true;
        channel.shutdownNow();
    }

    private static ChannelCredentials credentials(ServiceUrl url, Map<String, String> options) throws IOException {
        if (!url.isEncrypted()) {
            return InsecureChannelCredentials.create();
        }
        TlsChannelCredentials.Builder tls = TlsChannelCredentials.newBuilder();
        TrustManager[] trust = TlsOptions.trustManagers(options);
        KeyManager[] keys = TlsOptions.keyManagers(options);
        if (trust != null) {
            tls.trustManager(trust);
        }
        if (keys != null) {
            tls.keyManager(keys);
        }
        return tls.build();
    }

    private static Metadata headers(Map<String, String> options) throws IOException {
        Metadata headers = new Metadata();
        for (Header header : Header.of(options)) {
            if (!header.value().chars().allMatch(c -> c >= ' ' && c <= '~')) {
                throw header.refused();
            }
            try {
                headers.put(Metadata.Key.of(header.name().toLowerCase(Locale.ROOT), Metadata.ASCII_STRING_MARSHALLER),
                        header.value());
            } catch (IllegalArgumentException e) {
                // the message of this exception shows the name, which may be a secret in the wrong place
                throw header.refused();
            }
        }
        return headers;
    }
}
