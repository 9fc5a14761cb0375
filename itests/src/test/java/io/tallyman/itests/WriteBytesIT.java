package io.tallyman.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Test;

/** What processes write, selected by its text, without what is secret in it. */
public class WriteBytesIT {
    private Path printf;

    @Before
    public void copyTheProgram() throws Exception {
        printf = Files.createTempDirectory(Path.of(System.getProperty("tallyman.results")), "write-bytes")
                .resolve("tm-printf");
        Commands.run("cp", "/usr/bin/printf", printf.toString());
    }

    /** One write to a pipe for each. */
    private void print(int count, String text) throws Exception {
        for (int i = 0; i < count; i++) {
            Commands.run(printf.toString(), text);
        }
    }

    private static List<String> texts(Tallyman trace) throws IOException {
        return trace.json().stream().map(WriteBytesIT::text).toList();
    }

    private static String text(JsonObject event) {
        for (JsonElement arg : event.getAsJsonArray("args")) {
            if (arg.getAsJsonObject().get("name").getAsString().equals("text")) {
                return arg.getAsJsonObject().get("value").getAsString();
            }
        }
        throw new AssertionError("no text in " + event);
    }

    @Test
    public void shouldSelectCallsByWhatTheyWrite() throws Exception {
        try (Tallyman trace = Tallyman.trace("trace", "--write-bytes", "11", "-e", "write", "-s", "comm=tm-printf", "-s",
                "write.args.text=*word*", "-o", "json")) {
            print(7, "password of the door");
            print(17, "the password of the door");
            print(5, "nothing\\n");
            assertEquals(0, trace.interrupt());
            assertEquals(trace.stderr(), Stream.generate(() -> "password of").limit(7).toList(), texts(trace));
        }
    }

    @Test
    public void shouldShowHostileBytesAsTextAndHideSecrets() throws Exception {
        Path table = printf.resolveSibling("table");
        Path raw = printf.resolveSibling("raw");
        try (Tallyman trace = Tallyman.trace("trace", "--write-bytes", "256", "-e", "write", "-s", "comm=tm-printf",
                "--redact", "default", "-o", "json", "-o", "table:" + table, "-o", "csv:" + raw)) {
            print(11, "\\033[31m\\377 password=hunter2\\r\\n");
            assertEquals(0, trace.interrupt());
            assertEquals(trace.stderr(), Stream.generate(() -> "\u001b[31m\ufffd password=***\r\n").limit(11).toList(),
                    texts(trace));
            List<String> lines = Files.readAllLines(table);
            assertEquals(12, lines.size());
            assertTrue(lines.get(11), lines.get(11).contains("text: \\x1b[31m\\xff password=***\\x0d\\x0a"));
            assertTrue(Files.readString(table).chars().noneMatch(c -> c < ' ' && c != '\n'));
            assertTrue(Files.readString(raw).contains("password=***") && !Files.readString(raw).contains("hunter"));
        }
    }
}
