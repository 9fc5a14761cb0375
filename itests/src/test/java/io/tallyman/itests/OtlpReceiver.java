package io.tallyman.itests;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Takes log records by OTLP/HTTP and keeps the numbers of calls, by the path that they are posted to. */
final class OtlpReceiver implements Closeable {
    private static final String PATH = "tallyman.args.pathname";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final String mark;
    private final int refusesEach;
    private final Map<String, Numbers> arrived = new TreeMap<>();
    private int requests;

    /** What came to one path. */
    static final class Numbers {
        private final BitSet once = new BitSet();
        private int again;

        /** How many numbers came. */
        synchronized int distinct() {
            return once.cardinality();
        }

        /** How often a number came that had come before. */
        synchronized int again() {
            return again;
        }

        private synchronized void add(int number) {
            again += once.get(number) ? 1 : 0;
            once.set(number);
        }
    }

    /**
     * @param mark        what the path of each numbered call begins with
     * @param refusesEach of so many requests, the last one is to be sent again after a second; 0: takes all
     */
    OtlpReceiver(String mark, int refusesEach) throws IOException {
        this.mark = mark;
        this.refusesEach = refusesEach;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    synchronized Numbers at(String path) {
        return arrived.computeIfAbsent(path, each -> new Numbers());
    }

    private synchronized boolean refuses() {
        requests++;
        return refusesEach > 0 && requests % refusesEach == 0;
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
        if (refuses()) {
            exchange.getResponseHeaders().set("Retry-After", "1");
            exchange.sendResponseHeaders(503, -1);
        } else {
            Numbers numbers = at(exchange.getRequestURI().getPath());
            ExportLogsServiceRequest.parseFrom(body).getResourceLogsList().forEach(logs -> logs.getScopeLogsList()
                    .forEach(scope -> scope.getLogRecordsList().forEach(record -> take(record, numbers))));
            exchange.sendResponseHeaders(200, -1);
        }
        exchange.close();
    }

    private void take(LogRecord record, Numbers numbers) {
        for (KeyValue attribute : record.getAttributesList()) {
            String value = attribute.getValue().getStringValue();
            if (attribute.getKey().equals(PATH) && value.startsWith(mark)) {
                numbers.add(Integer.parseInt(value.substring(mark.length())));
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }
}
