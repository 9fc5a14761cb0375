package io.tallyman.itests;

import static org.junit.Assert.*;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Holds what a trace says against the truth: every container opens a file that is named after it, so each line tells
 * which container it has to belong to.
 */
final class Truth {
    private static final String PATH = "/truth/";
    private static final int AT_ONCE = 8;
    /** How long events wait for names. */
    private static final String PATIENCE = "2s";
    private static final String BUFFER = "16M";

    private final Map<String, String> ids = new ConcurrentHashMap<>();
    private final String image;
    private boolean whole = true;
    private boolean withImage;

    /** Runs one container of this name that runs this program to its end; returns its id. */
    interface Runner {
        String run(String name, String... program) throws Exception;
    }

    /** @param image what every line has to say */
    Truth(String image) {
        this.image = image;
    }

    /**
     * The runtime answers too late for containers that live so short: each line has the name and the image, which the
     * runtime tells by itself, and may lack the rest.
     */
    Truth namedOnly() {
        whole = false;
        return this;
    }

    /** Each line also has the image's id and digest: the runtime has a quick source for them. */
    Truth withImage() {
        withImage = true;
        return this;
    }

    /** The program that a container of this name is to run. */
    static String[] program(String name) {
        return new String[] {"/bin/cat", PATH + name};
    }

    /** Runs this many containers, eight at a time. */
    void run(Runner runner, String prefix, int count) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
        List<Future<String>> running = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = prefix + "-" + i;
            running.add(pool.submit(() -> ids.put(name, runner.run(name, program(name)))));
        }
        for (Future<String> each : running) {
            each.get();
        }
        pool.shutdown();
    }

    /** A container that was run otherwise. */
    void expect(String name, String id) {
        ids.put(name, id);
    }

    /** Every container has its exec and its open, all of them right. Returns the delays of the lines in ms, sorted. */
    long[] check(List<Lines.Line> lines, String stderr) {
        Map<String, Integer> opens = new HashMap<>();
        Map<String, Integer> execs = new HashMap<>();
        List<Long> delays = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (Lines.Line line : lines) {
            if (!line.text().contains(PATH)) {
                continue;
            }
            JsonObject event = JsonParser.parseString(line.text()).getAsJsonObject();
            String name = named(event);
            if (name == null || !ids.containsKey(name)) {
                continue;
            }
            (isExec(event) ? execs : opens).merge(name, 1, Integer::sum);
            delays.add((line.arrival() - event.get("timestamp").getAsLong()) / 1_000_000);
            JsonObject container = event.getAsJsonObject("container");
            if (!isRight(container, name)) {
                wrong.add(name + " " + event.get("eventName") + " " + container);
            }
        }
        String what = wrong.size() + " wrong: " + wrong.stream().limit(10).toList() + "\n" + stderr;
        assertTrue(what, wrong.isEmpty());
        for (String name : ids.keySet()) {
            assertEquals("opens of " + name + "\n" + stderr, 1, (int) opens.getOrDefault(name, 0));
            assertEquals("execs of " + name + "\n" + stderr, 1, (int) execs.getOrDefault(name, 0));
        }
        return delays.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    static String describe(String what, long[] delays) {
        return String.format("%s: %d lines right, delay median %d ms, maximum %d ms", what, delays.length,
                delays[delays.length / 2], delays[delays.length - 1]);
    }

    /** The same as a row of the README's table. */
    static String row(String what, int containers, long[] delays) {
        return String.format("| %s | %d | %d of %d | %d ms / %d ms |", what, containers, delays.length, 2 * containers,
                delays[delays.length / 2], delays[delays.length - 1]);
    }

    /** Docker alone has no digest for an image that was made on this machine. */
    private static boolean isImageTold(JsonObject container) {
        boolean digest = container.get("imageDigest").getAsString().contains("@sha256:");
        return container.get("imageId").getAsString().startsWith("sha256:")
                && (digest || says(container, "runtime", "docker"));
    }

    private boolean isRight(JsonObject container, String name) {
        return says(container, "id", ids.get(name)) && says(container, "name", name) && says(container, "image", image)
                && (!whole || (withImage ? isComplete(container) : isNamed(container)));
    }

    private static boolean isComplete(JsonObject container) {
        return says(container, "enrichment", "complete") && isImageTold(container);
    }

    private static boolean isNamed(JsonObject container) {
        return says(container, "enrichment", "complete") || says(container, "enrichment", "partial");
    }

    private static boolean says(JsonObject container, String key, String value) {
        return container.has(key) && container.get(key).getAsString().equals(value);
    }

    private static boolean isExec(JsonObject event) {
        return event.get("eventName").getAsString().equals("sched_process_exec");
    }

    /** The container that an event has to belong to, or null where it is not one of a container's program. */
    private static String named(JsonObject event) {
        for (JsonElement each : event.getAsJsonArray("args")) {
            JsonObject arg = each.getAsJsonObject();
            String field = arg.get("name").getAsString();
            if (field.equals("pathname") && !isExec(event)) {
                String path = arg.get("value").getAsString();
                return path.startsWith(PATH) ? path.substring(PATH.length()) : null;
            }
            if (field.equals("argv") && isExec(event)) {
                JsonArray argv = arg.get("value").getAsJsonArray();
                boolean own = argv.size() == 2 && argv.get(0).getAsString().equals("/bin/cat");
                return own ? argv.get(1).getAsString().substring(PATH.length()) : null;
            }
        }
        return null;
    }

    static String[] arguments(String... sockets) {
        return patient(PATIENCE, sockets);
    }

    /** Of a trace whose events wait so long for names. */
    static String[] patient(String patience, String... sockets) {
        List<String> all = new ArrayList<>(List.of("-o", "json", "--containers", "--enrich-deadline", patience,
                "--buffer", BUFFER, "-e",
                "sched_process_exec,openat,open,container_create,container_remove"));
        Arrays.stream(sockets).forEach(s -> all.addAll(List.of("--runtime", s)));
        return all.toArray(String[]::new);
    }
}
