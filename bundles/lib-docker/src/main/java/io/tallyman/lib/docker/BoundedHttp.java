package io.tallyman.lib.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.shaded.org.apache.hc.core5.http.ClassicHttpRequest;
import com.github.dockerjava.zerodep.shaded.org.apache.hc.core5.http.ClassicHttpResponse;
import com.github.dockerjava.zerodep.shaded.org.apache.hc.core5.http.HttpException;
import com.github.dockerjava.zerodep.shaded.org.apache.hc.core5.http.config.Http1Config;
import com.github.dockerjava.zerodep.shaded.org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import com.github.dockerjava.zerodep.shaded.org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import com.github.dockerjava.zerodep.shaded.org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import com.github.dockerjava.zerodep.shaded.org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import com.github.dockerjava.zerodep.shaded.org.apache.hc.core5.http.protocol.HttpCoreContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The HTTP client that docker-java uses here. It sends GET only, makes one connection per question and bounds every answer.
 * The client that comes with docker-java reads lines of any length, repeats and redirects requests, and keeps connections
 * that a restarted daemon has closed. This client is made of the same parts without those habits. Thread-safe.
 */
final class BoundedHttp implements DockerHttpClient {
    private static final Http1Config PROTOCOL = Http1Config.custom().setMaxLineLength(16 * 1024).setMaxHeaderCount(100)
            .build();

    private final Path socket;
    private final Set<ChannelSocket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    BoundedHttp(Path socket) {
        this.socket = socket;
    }

    /** @throws UncheckedIOException as docker-java expects its clients to fail */
    @Override
    public BoundedResponse execute(Request request) {
        if (!"GET".equals(request.method()) || request.hijackedInput() != null) {
            throw new UnsupportedOperationException("only GET, not " + request.method() + " " + request.path());
        }
        try {
            return send(request);
        } catch (HttpException e) {
            throw new UncheckedIOException(new IOException(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private BoundedResponse send(Request request) throws IOException, HttpException {
        ChannelSocket to = new ChannelSocket(socket, open::remove);
        open.add(to);
        try {
            if (closed) {
                throw new ClosedChannelException();
            }
            to.connect();
            DefaultBHttpClientConnection connection = new DefaultBHttpClientConnection(PROTOCOL, null, null, null,
                    null, null, new DefaultHttpResponseParserFactory(PROTOCOL));
            connection.bind(to);
            ClassicHttpResponse response = new HttpRequestExecutor().execute(translate(request), connection,
                    HttpCoreContext.create());
            return new BoundedResponse(to, response);
        } catch (IOException | HttpException | RuntimeException | Error e) {
            to.close();
            throw e;
        }
    }

    private static ClassicHttpRequest translate(Request request) {
        ClassicHttpRequest http = new BasicClassicHttpRequest("GET", request.path());
        request.headers().forEach(http::addHeader);
        http.setHeader("Host", "localhost");
        http.setHeader("Connection", "close");
        return http;
    }

    /** Ends all requests that are going on, and refuses later ones. */
    @Override
    public void close() throws IOException {
        closed = true;
        for (ChannelSocket each : open) {
            each.close();
        }
    }
}
