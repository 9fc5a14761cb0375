package io.tallyman.itests;

import static org.junit.Assert.*;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.event.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;

/**
 * Debian's kernels under QEMU: every event by a real trigger. {@code scripts/kernel-events} runs the event source's
 * privileged tests in there, and what it leaves is judged here. Only {@code ./test --kernels 6.1 6.12} runs it.
 */
@RunWith(Parameterized.class)
public class KernelEvents {
    private static final Path TOP = Tallyman.HOME.resolve("../../..");
    private static final int LEAST = 35;

    private final String series;

    public KernelEvents(String series) {
        this.series = series;
    }

    @Parameterized.Parameters(name = "{0}")
    public static List<String> series() {
        return KernelsIT.series();
    }

    @Test
    public void shouldTellEveryEventWithAllItsFields() throws Exception {
        Path results = Files.createTempDirectory("tallyman-kernel");
        try {
            Path console = Path.of(System.getProperty("tallyman.results"), "kernel-events-" + series + ".log");
            Process process = new ProcessBuilder(TOP.resolve("scripts/kernels").toString(), series, results.toString(),
                    "kernel-events").redirectErrorStream(true).redirectOutput(console.toFile()).start();
            assertEquals(Files.readString(console), 0, process.waitFor());
            Files.lines(console).filter(line -> line.contains(" s: ")).forEach(this::say);
            List<String> tests = Files.readAllLines(results.resolve("tests"));
            tests.forEach(this::say);
            assertEquals(Files.readString(results.resolve("tests.err")), List.of(),
                    tests.stream().filter(test -> !test.startsWith("passed ")).toList());
            assertTrue(tests.size() + " tests", tests.size() >= LEAST);
            assertEquals("fields that no test has checked", List.of(), unchecked(new TreeSet<>(Files.readAllLines(
                    results.resolve("fields")))));
        } finally {
            Commands.run("rm", "-r", results.toString());
        }
    }

    private void say(String line) {
        System.out.println("Linux " + series + ": " + line);
    }

    /** What the catalogue has, but for events that the kernel cannot tell of, which are said, and those made above it. */
    private List<String> unchecked(Set<String> noted) {
        List<String> missing = new ArrayList<>();
        noted.stream().filter(line -> line.startsWith("- ")).forEach(line -> say("cannot tell of " + line.substring(2)));
        for (EventType type : Catalogue.builtIn().all()) {
            for (Field field : type.fields()) {
                if (!type.isDerived() && !noted.contains("- " + type.name())
                        && !noted.contains("+ " + type.name() + "." + field.name())) {
                    missing.add(type.name() + "." + field.name());
                }
            }
        }
        return missing;
    }
}
