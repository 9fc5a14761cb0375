package io.tallyman.itests;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An OpenTelemetry collector, which {@code scripts/opentelemetry-collector} builds. It passes on what comes by gRPC and
 * by HTTP, each to a path of its own, and answers once the other side has answered.
 */
final class OwnCollector implements AutoCloseable {
    private static final String CONFIGURATION = """
            receivers:
              otlp/grpc: {protocols: {grpc: {endpoint: "127.0.0.1:%1$d", tls: {cert_file: %3$s, key_file: %3$s-key}}}}
              otlp/http: {protocols: {http: {endpoint: "127.0.0.1:%2$d", tls: {cert_file: %3$s, key_file: %3$s-key}}}}
            exporters:
              debug: {}
              otlp_http/grpc: {logs_endpoint: %4$s, compression: none, %6$s}
              otlp_http/http: {logs_endpoint: %5$s, compression: none, %6$s}
            service:
              telemetry: {metrics: {level: none}}
              pipelines:
                logs/grpc: {receivers: [otlp/grpc], exporters: [debug, otlp_http/grpc]}
                logs/http: {receivers: [otlp/http], exporters: [debug, otlp_http/http]}
            """;

    private static final String PASS_ON = "sending_queue: {enabled: false}, retry_on_failure: {enabled: false}";

    private final Path log;
    private final Path configuration;
    private final String program;
    private final int[] ports;
    private Process process;

    private OwnCollector(Path directory, String program, int[] ports) {
        log = directory.resolve("collector.log");
        configuration = directory.resolve("collector.yaml");
        this.program = program;
        this.ports = ports;
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param certificate its own, in PEM, beside its key; the name of the key ends with {@code -key}
     */
    static OwnCollector start(Path directory, Path certificate, OtlpReceiver to) throws Exception {
        String program = Provided.by("opentelemetry-collector").program("collector");
        OwnCollector collector = new OwnCollector(directory, program, freePorts());
        Files.writeString(collector.configuration, CONFIGURATION.formatted(collector.ports[0], collector.ports[1],
                certificate, to.url("/grpc"), to.url("/http"), PASS_ON));
        collector.restart();
        return collector;
    }

    private static int[] freePorts() throws IOException {
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket two = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new int[] {one.getLocalPort(), two.getLocalPort()};
        }
    }

    /** Starts it on the same ports as before. */
    void restart() throws Exception {
        process = new ProcessBuilder(List.of(program, "--config", configuration.toString())).redirectErrorStream(true)
                .redirectOutput(log.toFile()).start();
        Until.holds("the collector is ready", () -> {
            if (!process.isAlive()) {
                throw new IOException(log());
            }
            return log().contains("Everything is ready");
        });
    }

    /** Ends it as the kernel does when memory is short. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    int grpcPort() {
        return ports[0];
    }

    int httpPort() {
        return ports[1];
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
