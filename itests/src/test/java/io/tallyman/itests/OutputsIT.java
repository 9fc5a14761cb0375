package io.tallyman.itests;

import static org.junit.Assert.*;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.Test;

/** Outputs that files in {@code config/} and the shell make, change and take away while the product runs. */
public class OutputsIT {
    private static final int CYCLES = 3;
    private static final long SECOND = 1_000_000_000L;

    private final Path results = Path.of(System.getProperty("tallyman.results"));

    private Path fresh(String name) throws IOException {
        Path file = results.resolve(name);
        Files.deleteIfExists(file);
        return file;
    }

    /** A program with a name that no other process here has. */
    private Path program(String name) throws Exception {
        Path copy = results.resolve(name);
        Commands.run("cp", "/bin/true", copy.toString());
        return copy;
    }

    private static void run(Path program, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            Commands.run(program.toString());
        }
    }

    private static long lines(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        }
    }

    private static boolean holds(long pid, Path file) throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return descriptors.anyMatch(each -> leadsTo(each, file));
        }
    }

    private static boolean leadsTo(Path descriptor, Path file) {
        try {
            return Files.readSymbolicLink(descriptor).equals(file);
        } catch (NoSuchFileException e) {
            return false; // closed since the directory was read
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the process has the file open, or no longer; returns how long that took. */
    private static long nanosUntil(boolean open, Tallyman engine, Path file) throws Exception {
        long start = System.nanoTime();
        while (holds(engine.pid(), file) != open) {
            assertTrue(engine.stderr(), System.nanoTime() - start < 60 * SECOND);
            Thread.sleep(1);
        }
        return System.nanoTime() - start;
    }

    private static String[] toFile(Path file, String... more) {
        return Stream.concat(Stream.of("printer = json", "destination = file", "path = " + file,
                "events = sched_process_exec"), Stream.of(more)).toArray(String[]::new);
    }

    private static JsonObject delivered(String name, int count) throws Exception {
        return Shell.await("trace:outputs", "output", name, o -> o.get("delivered").getAsInt() >= count);
    }

    @Test
    public void shouldFollowItsFileWithinASecond() throws Exception {
        Path first = fresh("first.json");
        Path second = fresh("second.json");
        try (InPlace permanent = InPlace.config("output-permanent", "printer = json", "destination = none");
                Tallyman engine = Tallyman.launch("run")) {
            engine.awaitErr("running");
            Shell.awaitOutput("permanent", "running");
            long[] least = {Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE};
            for (int i = 0; i < CYCLES; i++) {
                try (InPlace file = InPlace.config("output-brief", toFile(first))) {
                    least[0] = Math.min(least[0], nanosUntil(true, engine, first));
                    file.write(toFile(second, "scope = uid=0"));
                    long start = System.nanoTime();
                    nanosUntil(true, engine, second);
                    nanosUntil(false, engine, first);
                    least[1] = Math.min(least[1], System.nanoTime() - start);
                    file.close();
                    least[2] = Math.min(least[2], nanosUntil(false, engine, second));
                }
            }
            for (int i = 0; i < least.length; i++) {
                assertTrue("step " + i + " took " + least[i] / 1_000_000 + " ms", least[i] < SECOND);
            }
            assertEquals(0, engine.interrupt());
        }
    }

    @Test
    public void shouldRefuseAWrongChangeByNameAndRunOnAsBefore() throws Exception {
        Path program = program("tm-refuse");
        Path file = fresh("refuse.json");
        Path away = results.resolve("no-such-directory");
        try (InPlace output = InPlace.config("output-strict", toFile(file, "scope = comm=tm-refuse"));
                InPlace wrong = InPlace.config("output-wrong", toFile(away.resolve("x"), "when-full = wait"));
                Tallyman engine = Tallyman.launch("run")) {
            engine.awaitErr("running");
            Shell.awaitOutput("strict", "running");
            run(program, 3);
            delivered("strict", 3);
            assertEquals("key 'when-full' cannot be 'wait': allowed is one of block, drop",
                    Shell.awaitOutput("wrong", "off").get("detail").getAsString());
            output.write(toFile(file, "scope = comm=tm-refuse", "queue = 1K"));
            String why = "key 'queue' cannot be '1K': allowed is a size from 128K to 1G";
            Shell.await("trace:outputs", "output", "strict", o -> o.get("detail").getAsString()
                    .equals("runs as before, the change is refused: " + why));
            engine.awaitErr("is refused: " + why);
            run(program, 4);
            assertEquals(7, delivered("strict", 7).get("delivered").getAsInt());
            // one that could not be opened is forgotten with its file, not opened later
            wrong.write(toFile(away.resolve("x")));
            Shell.await("trace:outputs", "output", "wrong", o -> o.get("detail").getAsString().contains("no directory"));
            wrong.close();
            for (long end = System.nanoTime() + 60 * SECOND; Tallyman.shell("trace:outputs").contains("wrong");) {
                assertTrue(System.nanoTime() < end);
            }
            assertEquals(0, engine.interrupt());
            assertEquals(7, lines(file));
        }
    }

    @Test
    public void shouldLetSessionsCountForThemselvesAndOpenFilesAnewOnHangup() throws Exception {
        Path a = program("tm-count-a");
        Path b = program("tm-count-b");
        Path file = fresh("count.json");
        Path moved = fresh("count.json.1");
        try (Tallyman engine = Tallyman.launch("run")) {
            engine.awaitErr("running");
            assertTrue(Shell.refused(2, "trace:output", "add", "a", "printer=jsn", "destination=file")
                    .contains("did you mean 'json'"));
            Tallyman.shell("trace:output", "add", "a", "printer=json", "destination=file", "path=" + file,
                    "events=sched_process_exec", "scope=comm=tm-count-a");
            Tallyman.shell("trace:start", "--name", "b", "-o", "json:/dev/null", "-e", "sched_process_exec", "-s",
                    "comm=tm-count-b");
            run(a, 7);
            run(b, 11);
            delivered("a", 7);
            Files.move(file, moved);
            Commands.run("kill", "-HUP", String.valueOf(engine.pid()));
            // it is asked to, and does it with its next write
            run(a, 5);
            delivered("a", 12);
            Tallyman.shell("trace:change", "b", "-s", "comm=tm-count-a,tm-count-b");
            run(a, 3);
            run(b, 2);
            Predicate<JsonObject> counted = s -> s.get("matched").getAsInt() == 16;
            Shell.await("trace:sessions", "session", "b", counted);
            assertEquals(15, delivered("a", 15).get("delivered").getAsInt());
            Tallyman.shell("trace:output", "remove", "a");
            assertFalse(Tallyman.shell("trace:outputs").contains("count.json"));
            assertEquals(0, engine.interrupt());
        }
        assertEquals(15, lines(file) + lines(moved));
        assertTrue(lines(file) >= 3);
    }
}
