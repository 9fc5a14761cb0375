package io.tallyman.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Which fields of which events a test has held against what it did. They are written into the module's
 * {@code target/checked-fields} when the tests' process ends; {@code scripts/TestReport.java} lists the fields of the
 * catalogue that nobody has checked. Thread-safe.
 */
public final class CheckedFields {
    private static final Set<String> LINES = new ConcurrentSkipListSet<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(CheckedFields::write));
    }

    private CheckedFields() {
    }

    /** The field's value was what the test expected. */
    public static void add(String event, String field) {
        LINES.add("+ " + event + "." + field);
    }

    /** The running kernel cannot tell of this event, so nobody can check it. */
    public static void impossible(String event) {
        LINES.add("- " + event);
    }

    private static void write() {
        Path directory = Path.of("target/checked-fields");
        try {
            Files.createDirectories(directory);
            Files.write(directory.resolve(ProcessHandle.current().pid() + ".txt"), LINES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
