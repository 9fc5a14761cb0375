package io.tallyman.itests;

import static org.junit.Assert.*;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.event.Field;
import java.io.IOException;
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
    private static final int LEAST = 35;

    /** The engine puts it in, which is above what these tests start. */
    private static final String HASH = "sched_process_exec.executable_sha256";

    private final String series;

    /** What the tests have left: a line for each, what they said of failures, the fields that they checked. */
    private record Left(List<String> tests, String errors, List<String> fields) {
        static Left read(Path results) throws IOException {
            return new Left(Files.readAllLines(results.resolve("tests")), Files.readString(results.resolve("tests.err")),
                    Files.readAllLines(results.resolve("fields")));
        }
    }

    public KernelEvents(String series) {
        this.series = series;
    }

    @Parameterized.Parameters(name = "{0}")
    public static List<String> series() {
        return KernelsIT.series();
    }

    @Test
    public void shouldTellEveryEventWithAllItsFields() throws Exception {
        Left left = GuestKernel.run(series, "kernel-events", Left::read);
        left.tests.forEach(this::say);
        assertEquals(left.errors, List.of(), left.tests.stream().filter(test -> !test.startsWith("passed ")).toList());
        assertTrue(left.tests.size() + " tests", left.tests.size() >= LEAST);
        assertEquals("fields that no test has checked", List.of(), unchecked(new TreeSet<>(left.fields)));
    }

    private void say(String line) {
        GuestKernel.say(series, line);
    }

    /** What the catalogue has, but for events that the kernel cannot tell of, which are said, and those made above it. */
    private List<String> unchecked(Set<String> noted) {
        List<String> missing = new ArrayList<>();
        noted.stream().filter(line -> line.startsWith("- ")).forEach(line -> say("cannot tell of " + line.substring(2)));
        for (EventType type : Catalogue.builtIn().all()) {
            for (Field field : type.fields()) {
                String name = type.name() + "." + field.name();
                if (!type.isDerived() && !name.equals(HASH) && !noted.contains("- " + type.name())
                        && !noted.contains("+ " + name)) {
                    missing.add(name);
                }
            }
        }
        return missing;
    }
}
