package io.tallyman.itests;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The product, run by its command line; its output goes to files that can be read while it runs. */
final class Tallyman implements AutoCloseable {
    static final Path HOME = Path.of(System.getProperty("tallyman.home")).normalize();
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(90);
    /** What it says on stderr when events are flowing. */
    static final String READY = "tracing";

    private final Process process;
    private final Path out;
    private final Path err;

    private Tallyman(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts it and does not wait. */
    static Tallyman launch(String... arguments) throws IOException {
        return launch(Map.of(), arguments);
    }

    /** Starts it with these variables beside the inherited ones, and does not wait. */
    static Tallyman launch(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(HOME.resolve("bin/tallyman").toString()));
        command.addAll(Arrays.asList(arguments));
        Path dir = Files.createTempDirectory(Path.of(System.getProperty("tallyman.results")), "run");
        Path out = dir.resolve("out");
        Path err = dir.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return new Tallyman(builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start(), out, err);
    }

    /** Starts it and waits until events are flowing. */
    static Tallyman trace(String... arguments) throws IOException, InterruptedException {
        Tallyman started = launch(arguments);
        started.awaitErr(READY);
        return started;
    }

    /** What a command of the running product's shell prints. */
    static String shell(String... command) throws IOException, InterruptedException {
        return Commands.run(OwnDaemon.join(List.of(HOME.resolve("bin/tallyman").toString(), "shell"), command), null);
    }

    /** What a command of this process's shell prints, whichever others run on the machine. */
    String ask(String command) throws IOException, InterruptedException {
        return Commands.run(HOME.resolve("bin/tallyman").toString(), "shell", "--pid", Long.toString(pid()), command);
    }

    void awaitErr(String part) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!stderr().contains(part)) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IOException("no '" + part + "' on stderr: " + stderr());
            }
            Thread.sleep(10);
        }
    }

    /** Waits for a line that satisfies. */
    void awaitLine(Predicate<String> wanted) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            try (BufferedReader reader = Files.newBufferedReader(out)) {
                if (reader.lines().anyMatch(wanted)) {
                    return;
                }
            }
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IOException("the line does not come; stderr: " + stderr());
            }
            Thread.sleep(20);
        }
    }

    /** Ends it as Ctrl-C does and returns its exit code. */
    int interrupt() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        return awaitExit();
    }

    /** Ends it as a service manager does and returns its exit code. */
    int terminate() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-TERM", Long.toString(process.pid())).start().waitFor();
        return awaitExit();
    }

    int awaitExit() throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE_NANOS, TimeUnit.NANOSECONDS)) {
            process.destroyForcibly();
            throw new IOException("it does not end; stderr: " + stderr());
        }
        return process.exitValue();
    }

    long pid() {
        return process.pid();
    }

    Path out() {
        return out;
    }

    String stdout() throws IOException {
        return Files.readString(out);
    }

    String stderr() throws IOException {
        return Files.readString(err);
    }

    /** The lines that are whole: while the product writes, the file may end inside of a line. */
    List<JsonObject> json() throws IOException {
        String text = stdout();
        return text.substring(0, text.lastIndexOf('\n') + 1).lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
