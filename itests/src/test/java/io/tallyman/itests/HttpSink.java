package io.tallyman.itests;

import static org.junit.Assert.assertEquals;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/** A web service with TLS. It takes everything, at the path that the guide names. */
final class HttpSink implements GuideSink {
    private final GuideBlock block;
    private final GuideFiles files;
    private final HttpsServer server;
    private final List<byte[]> bodies = new CopyOnWriteArrayList<>();
    private final Set<String> requests = ConcurrentHashMap.newKeySet();

    HttpSink(GuideBlock block, GuideFiles files) throws Exception {
        this.block = block;
        this.files = files;
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(files.tls()));
        server.createContext("/", this::answer);
        server.start();
    }

    @Override
    public Map<String, String> keys() throws IOException {
        Map<String, String> keys = new HashMap<>(files.keys(block));
        String path = URI.create(block.keys().get("url")).getPath();
        keys.put("url", "https://localhost:" + server.getAddress().getPort() + path);
        return keys;
    }

    private void answer(HttpExchange exchange) throws IOException {
        InputStream in = exchange.getRequestBody();
        boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        byte[] body = (packed ? new GZIPInputStream(in) : in).readAllBytes();
        bodies.add(body);
        requests.add(exchange.getRequestURI().getPath() + " " + exchange.getRequestHeaders().getFirst("Authorization"));
        boolean bulk = "bulk".equals(block.keys().get("answer"));
        byte[] answer = (bulk ? "{\"errors\":false,\"items\":[]}" : "").getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    @Override
    public List<byte[]> pieces() {
        return bodies;
    }

    @Override
    public void check() {
        String path = URI.create(block.keys().get("url")).getPath();
        String scheme = block.keys().getOrDefault("token-scheme", "Bearer");
        String token = block.keys().containsKey("token-file") ? scheme + " " + GuideFiles.TOKEN : "null";
        assertEquals(block.toString(), Set.of((path.isEmpty() ? "/v1/logs" : path) + " " + token), requests);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
