package io.tallyman.itests;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Reads JSON lines from a pipe as a slow log shipper does, on a thread of its own, until the pipe's writer is gone. */
final class SlowReader {
    private final long bytesPerSecond;
    private final Map<String, Long> lines = new TreeMap<>();
    private final Map<String, Long> told = new TreeMap<>();
    private final CompletableFuture<Void> end;

    SlowReader(Path pipe, long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
        end = CompletableFuture.runAsync(() -> read(pipe));
    }

    private void read(Path pipe) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(new Paced(Files.newInputStream(pipe)),
                StandardCharsets.UTF_8))) {
            for (String line; (line = reader.readLine()) != null;) {
                take(line);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private synchronized void take(String line) {
        if (line.contains("\"eventName\":\"lost\"")) {
            JsonObject event = JsonParser.parseString(line).getAsJsonObject();
            told.merge(event.get("containerId").getAsString() + " " + arg(event, "owner").getAsString() + " "
                    + arg(event, "reason").getAsString(), arg(event, "count").getAsLong(), Long::sum);
        } else {
            int at = line.indexOf("\"containerId\":\"") + 15;
            lines.merge(line.substring(at, line.indexOf('"', at)), 1L, Long::sum);
        }
    }

    private static JsonElement arg(JsonObject event, String name) {
        for (JsonElement each : event.getAsJsonArray("args")) {
            if (each.getAsJsonObject().get("name").getAsString().equals(name)) {
                return each.getAsJsonObject().get("value");
            }
        }
        throw new AssertionError("no " + name + " in " + event);
    }

    /** How many events of a container were read so far. */
    synchronized long lines(String container) {
        return lines.getOrDefault(container, 0L);
    }

    /** How many events are missing for a reason, as the lines say, by container, owner and reason. */
    synchronized Map<String, Long> told() {
        return new TreeMap<>(told);
    }

    /** All has been read when this returns. */
    void awaitEnd() throws Exception {
        end.get(60, TimeUnit.SECONDS);
    }

    /** Gives no more bytes than so many a second. */
    private final class Paced extends FilterInputStream {
        private final long begun = System.nanoTime();
        private long count;

        Paced(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            int read = super.read(target, from, length);
            count += Math.max(0, read);
            LockSupport.parkNanos(begun + (long) (count * 1e9 / bytesPerSecond) - System.nanoTime());
            return read;
        }
    }
}
