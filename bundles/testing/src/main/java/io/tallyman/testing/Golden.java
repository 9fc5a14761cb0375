package io.tallyman.testing;

import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.output.Printer;
import io.tallyman.api.output.PrinterFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** What printers write, and files that hold what they should write. */
public final class Golden {
    private static final Path DIRECTORY = Path.of("src/test/resources/golden");

    private Golden() {
    }

    /** What the printer makes of the events, as one block. Keys and values of options follow each other. */
    public static byte[] bytes(PrinterFactory factory, List<? extends EventView> events, String... options) {
        Printer printer = factory.create(FakeContext.of(factory, options));
        LineBuffer out = new LineBuffer(1);
        printer.begin(out);
        events.forEach(event -> printer.print(event, out));
        printer.endBlock(out);
        return Arrays.copyOf(out.array(), out.length());
    }

    /** The same as text. */
    public static String print(PrinterFactory factory, List<? extends EventView> events, String... options) {
        return new String(bytes(factory, events, options), StandardCharsets.UTF_8);
    }

    /**
     * Compares a text with the file of that name below {@code src/test/resources/golden}. With
     * {@code -Dgolden.write=true} the file is written anew, for somebody to read the difference.
     *
     * @throws AssertionError they differ
     */
    public static void check(String file, String actual) {
        Path path = DIRECTORY.resolve(file);
        try {
            if (Boolean.getBoolean("golden.write")) {
                Files.createDirectories(DIRECTORY);
                Files.writeString(path, actual);
            }
            String expected = Files.readString(path);
            if (!expected.equals(actual)) {
                throw new AssertionError(path + " and the printer differ" + difference(expected.split("\n", -1),
                        actual.split("\n", -1)) + "\n-Dgolden.write=true writes the file anew");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String difference(String[] expected, String[] actual) {
        int line = Arrays.mismatch(expected, actual);
        return " first in line " + (line + 1) + ":\n" + (line < expected.length ? expected[line] : "(no line)") + "\n"
                + (line < actual.length ? actual[line] : "(no line)");
    }

    /** Bytes that each event costs, once the printer has seen all of them; 0 if the printer keeps its promise. */
    public static long allocationPerEvent(PrinterFactory factory, List<? extends EventView> events, String... options) {
        Printer printer = factory.create(FakeContext.of(factory, options));
        LineBuffer out = new LineBuffer(1 << 16);
        EventView[] all = events.toArray(EventView[]::new);
        int times = 20_011;
        return Allocation.of(times, () -> {
            out.clear();
            for (EventView event : all) {
                printer.print(event, out);
            }
            printer.endBlock(out);
        }) / times;
    }
}
