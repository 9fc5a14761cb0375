package io.tallyman.metrics.internal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tallyman.engine.Engine;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Serves {@code /metrics} and {@code /healthz} as long as there is a configuration {@code io.tallyman.metrics}. */
@Component(service = {}, immediate = true, configurationPid = "io.tallyman.metrics",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = MetricsServer.Config.class)
public final class MetricsServer {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    private static final int BACKLOG = 16;
    /** The most requests at a time. Further requests are refused. */
    private static final int THREADS = 4;

    private final HttpServer server;
    private final ThreadPoolExecutor threads;

    /** The keys of the configuration. */
    @ObjectClassDefinition(name = "Tallyman metrics",
            description = "Prometheus metrics at /metrics and a health check at /healthz.")
    public @interface Config {
        @AttributeDefinition(description = "Where to listen: host:port. A port alone is loopback's.")
        String address() default "127.0.0.1:9100";
    }

    @Activate
    public MetricsServer(@Reference Engine engine, Config config) throws IOException {
        InetSocketAddress address = ListenAddress.of(config.address());
        try {
            server = HttpServer.create(address, BACKLOG);
        } catch (IOException e) {
            throw new IOException("cannot listen on " + config.address() + ": " + e.getMessage(), e);
        }
        threads = new ThreadPoolExecutor(0, THREADS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(null, task, "tallyman-metrics", 256 * 1024);
            thread.setDaemon(true);
            return thread;
        });
        Health health = new Health(engine);
        server.createContext("/", exchange -> answer(exchange, engine, health));
        server.setExecutor(threads);
        server.start();
    }

    private static void answer(HttpExchange exchange, Engine engine, Health health) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            if (!method.equals("GET") && !method.equals("HEAD")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                send(exchange, 405, TEXT, "only GET and HEAD\n");
                return;
            }
            switch (exchange.getRequestURI().getPath()) {
                case "/metrics" -> send(exchange, 200, PROMETHEUS, EngineMetrics.of(engine));
                case "/healthz" -> {
                    List<String> troubles = health.troubles();
                    send(exchange, troubles.isEmpty() ? 200 : 503, TEXT,
                            troubles.isEmpty() ? "ok\n" : String.join("\n", troubles) + "\n");
                }
                default -> send(exchange, 404, TEXT, "there are /metrics and /healthz\n");
            }
        }
    }

    private static void send(HttpExchange exchange, int code, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(code, head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Deactivate
    void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
