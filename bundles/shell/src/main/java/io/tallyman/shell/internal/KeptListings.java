package io.tallyman.shell.internal;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/**
 * What plug-ins offer, as the product has answered when it was built. The build has the product write the answers into
 * {@code lib/listings}, because only a framework can ask plug-ins. The answers hold as long as all jars are those of the
 * build. What a shipped plug-in offers does not depend on {@code config/}.
 */
final class KeptListings implements PluginListings {
    private static final String FILE = "lib/listings";
    private static final String JARS = "jars";
    private static final String COLUMNS = "columns";
    private static final String ROWS = "rows";

    private final Path home;
    private final NoFramework launch;

    /** @param launch told that the framework is needed, where an answer does not hold */
    KeptListings(Path home, NoFramework launch) {
        this.home = home;
        this.launch = launch;
    }

    /** Asks the plug-ins that run, and keeps the answers. */
    static void write(Path home, PluginListings running) throws IOException, CommandException, InterruptedException {
        JsonObject kept = new JsonObject();
        kept.add(JARS, new Gson().toJsonTree(JarSums.of(home)));
        for (String kind : KINDS) {
            Listing listing = running.of(kind);
            JsonObject answer = new JsonObject();
            answer.add(COLUMNS, new Gson().toJsonTree(listing.columns()));
            answer.add(ROWS, new Gson().toJsonTree(listing.rows().stream().map(Map::values).toList()));
            kept.add(kind, answer);
        }
        Files.writeString(home.resolve(FILE), new Gson().toJson(kept));
    }

    @Override
    public Listing of(String kind) {
        try (Reader reader = Files.newBufferedReader(home.resolve(FILE))) {
            JsonObject kept = JsonParser.parseReader(reader).getAsJsonObject();
            if (jars(kept).equals(JarSums.of(home))) {
                return listing(kept.getAsJsonObject(kind));
            }
        } catch (IOException | JsonParseException | IllegalStateException | NullPointerException e) {
            // the framework knows the answer, or says what is wrong
        }
        throw launch.need();
    }

    private static SortedMap<String, String> jars(JsonObject kept) {
        SortedMap<String, String> jars = new TreeMap<>();
        kept.getAsJsonObject(JARS).entrySet().forEach(jar -> jars.put(jar.getKey(), jar.getValue().getAsString()));
        return jars;
    }

    private static Listing listing(JsonObject answer) {
        Listing listing = new Listing(strings(answer.getAsJsonArray(COLUMNS)));
        answer.getAsJsonArray(ROWS).forEach(row -> listing.add((Object[]) strings(row.getAsJsonArray())));
        return listing;
    }

    private static String[] strings(JsonArray values) {
        return StreamSupport.stream(values.spliterator(), false).map(JsonElement::getAsString).toArray(String[]::new);
    }
}
