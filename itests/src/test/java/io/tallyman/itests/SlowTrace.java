package io.tallyman.itests;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The product with a reader of its standard output that is as slow as many a log shipper: 20 MiB a second. */
final class SlowTrace implements AutoCloseable {
    /** In the path of every call, before the name of who makes the call. */
    static final String MARK = "/tm/fair/";
    private static final long BYTES_A_SECOND = 20 << 20;
    private static final Pattern WHO = Pattern.compile("\"value\":\"" + MARK + "([a-z0-9]+)/");

    private final Process process;
    private final Path errors;
    private final Map<String, Long> lines = new ConcurrentHashMap<>();
    private final Thread reader = new Thread(this::read, "slow-reader");
    private volatile boolean hurry;
    private JsonObject counts;

    SlowTrace(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Tallyman.HOME.resolve("bin/tallyman").toString(), "trace", "-o",
                "json", "--summary", "json", "-s", "comm=calls"));
        command.addAll(Arrays.asList(arguments));
        errors = Files.createTempFile(Path.of(System.getProperty("tallyman.results")), "slow", ".err");
        process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        reader.start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (!Files.readString(errors).contains(Tallyman.READY)) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IOException("it does not trace: " + Files.readString(errors));
            }
            Thread.sleep(10);
        }
    }

    private void read() {
        long start = System.nanoTime();
        long bytes = 0;
        StringBuilder line = new StringBuilder();
        byte[] block = new byte[64 * 1024];
        try (InputStream in = new BufferedInputStream(process.getInputStream())) {
            for (int got = in.read(block); got >= 0; got = in.read(block)) {
                bytes += got;
                count(new String(block, 0, got, StandardCharsets.ISO_8859_1), line);
                long ahead = start + bytes * 1_000_000_000 / BYTES_A_SECOND - System.nanoTime();
                if (ahead > 0 && !hurry) {
                    TimeUnit.NANOSECONDS.sleep(ahead);
                } else {
                    // what was not taken at its time is not made up for: a slow reader stays slow
                    start -= ahead;
                }
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void count(String text, StringBuilder line) {
        int from = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
            line.append(text, from, end);
            Matcher who = WHO.matcher(line);
            if (who.find()) {
                lines.merge(who.group(1), 1L, Long::sum);
            }
            line.setLength(0);
            from = end + 1;
        }
        line.append(text, from, text.length());
    }

    /** How many calls were told of whoever has this name. */
    long told(String who) {
        return lines.getOrDefault(who, 0L);
    }

    /** Ends it as Ctrl-C does, and reads the rest. */
    void end() throws Exception {
        hurry = true;
        Commands.run("kill", "-INT", Long.toString(process.pid()));
        if (!process.waitFor(90, TimeUnit.SECONDS)) {
            throw new IOException("it does not end: " + Files.readString(errors));
        }
        reader.join();
        String summary = Files.readString(errors).lines().filter(line -> line.startsWith("{")).findFirst()
                .orElseThrow(() -> new AssertionError("no summary"));
        counts = JsonParser.parseString(summary).getAsJsonObject();
    }

    /** What the ring has lost of a container; of the host for an empty id. After the end. */
    long lost(String containerId) {
        return worst(containerId, "lost");
    }

    /** What the full queue has refused of a container; of the host for an empty id. After the end. */
    long dropped(String containerId) {
        return worst(containerId, "dropped");
    }

    private long worst(String containerId, String count) {
        for (JsonElement each : counts.getAsJsonArray("worst")) {
            if (each.getAsJsonObject().get("containerId").getAsString().equals(containerId)) {
                return each.getAsJsonObject().get(count).getAsLong();
            }
        }
        return 0;
    }

    /** A number of the summary: emitted, read or lost. After the end. */
    long count(String name) {
        return counts.get(name).getAsLong();
    }

    @Override
    public String toString() {
        return lines + " " + counts;
    }

    @Override
    public void close() throws InterruptedException, IOException {
        hurry = true;
        if (process.isAlive()) {
            // not destroy(), which closes the stream that is still being read
            Commands.run("kill", "-KILL", Long.toString(process.pid()));
        }
        reader.join();
    }
}
