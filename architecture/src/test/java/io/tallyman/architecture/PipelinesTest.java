package io.tallyman.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.tallyman.api.output.DestinationFactory;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.PrinterFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds {@code examples/pipelines} to the printers, destinations, fields and metrics that there are. */
class PipelinesTest {
    private static final Path TOP = Path.of("..");
    private static final Path PIPELINES = TOP.resolve("examples/pipelines");
    private static final Pattern KEY = Pattern.compile("    ([a-z-]+) = (\\S.*)");
    private static final Pattern METRIC = Pattern.compile("tallyman_[a-z_]+");
    /** Keys that each output has. */
    private static final Set<String> COMMON = Set.of("printer", "destination", "redact", "fields", "events");

    private static List<Path> files(Path directory, String suffix) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(file -> file.toString().endsWith(suffix) && !file.toString().contains("/target/")).toList();
        }
    }

    private static Set<String> metrics(String text) {
        return METRIC.matcher(text).results().map(m -> m.group()).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The keys of each printer and destination, by its name. */
    private static Map<String, Set<String>> keys() throws Exception {
        Map<String, Set<String>> keys = new HashMap<>();
        for (Path source : files(TOP.resolve("bundles"), "Factory.java")) {
            String path = source.toString();
            if (path.contains("/src/main/java/") && Files.readString(source).contains("@Component")) {
                Class<?> type = Class.forName(path.replaceAll(".*/src/main/java/|[.]java$", "").replace('/', '.'));
                if (Stream.of(type.getConstructors()).anyMatch(made -> made.getParameterCount() == 0)) {
                    Object factory = type.getConstructor().newInstance();
                    if (factory instanceof PrinterFactory printer) {
                        keys.put("printer " + printer.name(), names(printer.options()));
                    } else if (factory instanceof DestinationFactory destination) {
                        keys.put("destination " + destination.name(), names(destination.options()));
                    }
                }
            }
        }
        return keys;
    }

    private static Set<String> names(List<OptionSpec> options) {
        return options.stream().map(OptionSpec::name).collect(Collectors.toSet());
    }

    @Test
    void shouldConfigureOutputsWithKeysThatThereAre() throws Exception {
        Map<String, Set<String>> known = keys();
        List<Path> pages = files(PIPELINES, "README.md");
        List<String> wrong = new ArrayList<>();
        int blocks = 0;
        for (Path page : pages) {
            Map<String, String> block = new HashMap<>();
            for (String line : Files.readAllLines(page)) {
                Matcher key = KEY.matcher(line);
                if (key.matches()) {
                    block.put(key.group(1), key.group(2));
                } else if (block.containsKey("printer")) {
                    blocks++;
                    Set<String> allowed = new TreeSet<>(COMMON);
                    allowed.addAll(known.getOrDefault("printer " + block.get("printer"), Set.of()));
                    allowed.addAll(known.getOrDefault("destination " + block.get("destination"), Set.of()));
                    assertTrue(known.containsKey("destination " + block.get("destination")), page + ": " + block);
                    block.keySet().stream().filter(each -> !allowed.contains(each))
                            .forEach(each -> wrong.add(page + ": " + each));
                    block.clear();
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(blocks >= pages.size() - 2, blocks + " of " + pages.size());
    }

    @Test
    void shouldShowMetricsThatThereAre() throws IOException {
        String dashboard = Files.readString(PIPELINES.resolve("grafana/dashboard.json"));
        Set<String> shown = metrics(dashboard);
        Set<String> there = new TreeSet<>();
        for (Path source : files(TOP.resolve("bundles/metrics/src/main/java"), ".java")) {
            there.addAll(metrics(Files.readString(source)));
        }
        assertTrue(shown.size() > 10 && there.containsAll(shown), shown + " are not all among " + there);
        Set<Integer> ids = new TreeSet<>();
        for (JsonElement panel : JsonParser.parseString(dashboard).getAsJsonObject().getAsJsonArray("panels")) {
            ids.add(panel.getAsJsonObject().get("id").getAsInt());
            assertTrue(panel.getAsJsonObject().has("gridPos"));
        }
        assertEquals(14, ids.size());
    }

    @Test
    void shouldMapEachFieldOfElasticThatIsTallymansOwn() throws IOException {
        JsonObject mapped = JsonParser.parseString(Files.readString(PIPELINES.resolve("elastic/index-template.json")))
                .getAsJsonObject().getAsJsonObject("template").getAsJsonObject("mappings").getAsJsonObject("properties")
                .getAsJsonObject("tallyman").getAsJsonObject("properties");
        Set<String> printed = new TreeSet<>();
        for (String line : Files.readAllLines(
                TOP.resolve("bundles/printer-ecs/src/test/resources/golden/ecs.ndjson"))) {
            printed.addAll(JsonParser.parseString(line).getAsJsonObject().getAsJsonObject("tallyman").keySet());
        }
        assertTrue(printed.size() > 5 && mapped.keySet().containsAll(printed),
                printed + " are not all among " + mapped.keySet());
        JsonParser.parseString(Files.readString(PIPELINES.resolve("elastic/ingest-pipeline.json")));
    }
}
