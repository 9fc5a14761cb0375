package io.tallyman.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A block of configuration in {@code docs/outputs.md}.
 *
 * @param heading of the section that it stands in
 * @param keys    in their order
 */
record GuideBlock(String heading, Map<String, String> keys) {
    private static final Path PAGE = Tallyman.HOME.resolve("../../../docs/outputs.md").normalize();
    private static final String INDENT = "    ";

    /** All blocks of the page that describe an output. */
    static List<GuideBlock> read() throws IOException {
        List<GuideBlock> blocks = new ArrayList<>();
        String heading = "";
        Map<String, String> keys = new LinkedHashMap<>();
        List<String> lines = new ArrayList<>(Files.readAllLines(PAGE));
        lines.add("");
        for (String line : lines) {
            if (line.startsWith(INDENT)) {
                String[] pair = line.strip().split(" = ", 2);
                if (pair.length == 2) {
                    keys.put(pair[0], pair[1]);
                }
            } else if (!keys.isEmpty()) {
                blocks.add(new GuideBlock(heading, keys));
                keys = new LinkedHashMap<>();
            }
            heading = line.startsWith("## ") ? line.substring(3) : heading;
        }
        return blocks;
    }

    String printer() {
        return keys.get("printer");
    }

    String destination() {
        return keys.get("destination");
    }

    boolean redacts() {
        return keys.containsKey("redact");
    }

    /** The lines of a file of configuration: this block, with other values of some keys and further keys. */
    String[] lines(Map<String, String> other) {
        Map<String, String> all = new LinkedHashMap<>(keys);
        all.putAll(other);
        return all.entrySet().stream().map(key -> key.getKey() + " = " + key.getValue()).toArray(String[]::new);
    }
}
