package io.tallyman.itests;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Debian's Prometheus, which {@code scripts/prometheus} gets. It asks one node each second. */
final class OwnPrometheus implements AutoCloseable {
    private static final String CONFIGURATION = """
            global: {scrape_interval: 1s}
            scrape_configs:
              - job_name: tallyman
                static_configs: [{targets: ['%s']}]
            """;

    private final HttpClient client = HttpClient.newHttpClient();
    private final String address;
    private final Process process;

    private OwnPrometheus(String address, Process process) {
        this.address = address;
        this.process = process;
    }

    /**
     * @param address where Prometheus listens
     * @param node    where a node serves its metrics
     */
    static OwnPrometheus start(Path directory, String address, String node) throws Exception {
        String program = Provided.by("prometheus").program("prometheus");
        Path configuration = Files.writeString(directory.resolve("prometheus.yml"), CONFIGURATION.formatted(node));
        return new OwnPrometheus(address, new ProcessBuilder(program,
                "--config.file=" + configuration, "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=" + address).redirectErrorStream(true)
                .redirectOutput(directory.resolve("prometheus.log").toFile()).start());
    }

    /** The series that answer a question now; none before Prometheus has begun to serve. */
    JsonArray ask(String expression) throws IOException, InterruptedException {
        URI uri = URI.create("http://" + address + "/api/v1/query?query="
                + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        JsonObject answer;
        try {
            answer = JsonParser.parseString(client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body()).getAsJsonObject();
        } catch (ConnectException e) {
            if (!process.isAlive()) {
                throw e;
            }
            return new JsonArray();
        }
        if (!answer.get("status").getAsString().equals("success")) {
            throw new AssertionError(expression + ": " + answer);
        }
        return answer.getAsJsonObject("data").getAsJsonArray("result");
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
