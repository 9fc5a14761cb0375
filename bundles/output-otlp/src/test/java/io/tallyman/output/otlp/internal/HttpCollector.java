package io.tallyman.output.otlp.internal;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.tallyman.delivery.TlsOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLParameters;

/** OTLP/HTTP. */
final class HttpCollector extends ScriptedCollector {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    HttpCollector(Path certificates) throws IOException {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        server = certificates == null ? HttpServer.create(any, 0) : secure(HttpsServer.create(any, 0), certificates);
        server.setExecutor(threads);
        server.createContext("/v1/logs", this::answer);
        server.start();
    }

    private static HttpsServer secure(HttpsServer server, Path dir) throws IOException {
        server.setHttpsConfigurator(new HttpsConfigurator(TlsOptions.context(Map.of("ca-file", dir.resolve("own").toString(),
                "cert-file", dir.resolve("own").toString(), "key-file", dir.resolve("own-key").toString()))) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters demanding = getSSLContext().getDefaultSSLParameters();
                demanding.setNeedClientAuth(true);
                parameters.setSSLParameters(demanding);
            }
        });
        return server;
    }

    @Override
    int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        var headers = exchange.getRequestHeaders();
        String encoding = headers.getFirst("Content-Encoding");
        InputStream in = exchange.getRequestBody();
        byte[] body = (encoding == null ? in : new GZIPInputStream(in)).readAllBytes();
        Answer answer = take(ExportLogsServiceRequest.parseFrom(body), encoding, headers.getFirst(TOKEN),
                headers.getFirst(TEAM));
        if (answer.pause() > 0) {
            exchange.getResponseHeaders().set("Retry-After", Integer.toString(answer.pause()));
        }
        switch (answer.kind()) {
            case TAKEN -> send(exchange, 200, answer.message().toByteArray());
            case HALF -> {
                exchange.sendResponseHeaders(200, 77);
                exchange.getResponseBody().write(new byte[7]);
                exchange.getResponseBody().flush();
                cut.run();
            }
            case OVERLOADED -> send(exchange, 429, status(8, "over\nquota"));
            case UNAVAILABLE -> send(exchange, 503, status(14, "restarting"));
            case BAD -> send(exchange, 400, status(3, "not\nvalid"));
            case NEVER -> hang(exchange);
            default -> throw new IllegalStateException();
        }
    }

    private void hang(HttpExchange exchange) throws IOException {
        hanging.countDown();
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        send(exchange, 200, new byte[0]);
    }

    /** A {@code google.rpc.Status}. */
    private static byte[] status(int code, String message) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeInt32(1, code);
        out.writeBytes(2, ByteString.copyFromUtf8(message));
        out.flush();
        return bytes.toByteArray();
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        over.countDown();
        server.stop(0);
        threads.shutdown();
    }
}
