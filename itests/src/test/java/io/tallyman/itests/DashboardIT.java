package io.tallyman.itests;

import static org.junit.Assert.assertEquals;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;
import org.junit.experimental.categories.Category;

/** A real Prometheus asks the product, and answers what the panels of Grafana's dashboard ask. */
@Category(Heavy.class)
public class DashboardIT {
    private static final Path DASHBOARD =
            Tallyman.HOME.resolve("../../../examples/pipelines/grafana/dashboard.json").normalize();
    /** Perhaps nothing is lost here, and no runtime is there: these panels may be empty. */
    private static final List<String> MAY_BE_EMPTY = List.of("> 0", "tallyman_runtime_up", "tallyman_containers{");

    private static String freeAddress() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "127.0.0.1:" + socket.getLocalPort();
        }
    }

    /** What the panels ask of all nodes, about the last minute. */
    private static List<String> questions() throws IOException {
        List<String> questions = new ArrayList<>();
        for (JsonElement panel : JsonParser.parseString(Files.readString(DASHBOARD)).getAsJsonObject()
                .getAsJsonArray("panels")) {
            if (panel.getAsJsonObject().has("targets")) {
                panel.getAsJsonObject().getAsJsonArray("targets").forEach(target -> questions.add(target.getAsJsonObject()
                        .get("expr").getAsString().replace("$__rate_interval", "1m").replace("$__range", "1m")
                        .replace("$node", ".*")));
            }
        }
        return questions;
    }

    @Test
    public void shouldAnswerWhatEachPanelAsks() throws Exception {
        Path directory = Files.createTempDirectory(Path.of("/run"), "tm-dashboard");
        String node = freeAddress();
        try (InPlace metrics = InPlace.config("metrics", "address = " + node);
                InPlace output = InPlace.config("output-dashboard", "printer = json", "destination = file", "path = "
                        + directory.resolve("events"), "events = openat", "spool = " + directory.resolve("spool"));
                Tallyman engine = Tallyman.launch("run");
                OwnPrometheus prometheus = OwnPrometheus.start(directory, freeAddress(), node)) {
            engine.awaitErr("running");
            List<String> questions = questions();
            assertEquals(15, questions.size());
            for (String question : questions) {
                if (MAY_BE_EMPTY.stream().anyMatch(question::contains)) {
                    prometheus.ask(question);
                } else {
                    Until.holds("an answer to " + question, () -> !prometheus.ask(question).isEmpty());
                }
            }
            assertEquals(0, engine.terminate());
        } finally {
            Commands.run("rm", "-rf", directory.toString());
        }
    }
}
