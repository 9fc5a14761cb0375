package io.tallyman.itests;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.util.function.Predicate;

/** What {@code tallyman shell} is asked again until it says what is wanted. */
final class Shell {
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private Shell() {
    }

    /** What it said when it refused. */
    static String refused(int code, String... command) throws IOException, InterruptedException {
        try {
            throw new AssertionError("not refused: " + Tallyman.shell(command));
        } catch (Commands.Failed e) {
            if (e.code != code) {
                throw e;
            }
            return e.getMessage();
        }
    }

    /** One question to the shell. */
    private interface Asked {
        String answer() throws IOException, InterruptedException;
    }

    /** The row of a listing that has this value in that column, once it satisfies. */
    static JsonObject await(String listing, String column, String value, Predicate<JsonObject> wanted)
            throws IOException, InterruptedException {
        return await(() -> Tallyman.shell(listing, "--json"), listing, column, value, wanted);
    }

    private static JsonObject await(Asked asked, String listing, String column, String value, Predicate<JsonObject> wanted)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            JsonArray rows = JsonParser.parseString(asked.answer()).getAsJsonArray();
            for (JsonElement row : rows) {
                JsonObject one = row.getAsJsonObject();
                if (one.get(column).getAsString().equals(value) && wanted.test(one)) {
                    return one;
                }
            }
            if (System.nanoTime() > end) {
                throw new IOException(listing + " does not come to what is wanted: " + rows);
            }
        }
    }

    /** Waits until a jar is no longer among the plug-ins: its bundle is gone, not only its file. */
    static void awaitNoPlugin(String file) throws IOException, InterruptedException {
        for (long end = System.nanoTime() + PATIENCE_NANOS; Tallyman.shell("trace:plugins").contains(file);) {
            if (System.nanoTime() > end) {
                throw new IOException(file + " stays");
            }
        }
    }

    /**
     * Waits until the trace is connected to these sockets, beside others that fail or hang: a container that is gone before
     * its runtime is connected to cannot be asked for.
     */
    static void awaitConnected(String... sockets) throws IOException, InterruptedException {
        for (String socket : sockets) {
            await("trace:runtimes", "socket", socket, Shell::isConnected);
        }
    }

    /** The same of a trace in a mount namespace of its own. Its shell serves the processes in there. */
    static void awaitConnected(Lines trace, String... sockets) throws IOException, InterruptedException {
        for (String socket : sockets) {
            await(() -> trace.shell("trace:runtimes", "--json"), "trace:runtimes", "socket", socket, Shell::isConnected);
        }
    }

    private static boolean isConnected(JsonObject runtime) {
        return runtime.get("state").getAsString().equals("connected");
    }

    /** An output in this state. */
    static JsonObject awaitOutput(String name, String state) throws IOException, InterruptedException {
        return await("trace:outputs", "output", name, o -> o.get("state").getAsString().equals(state));
    }
}
