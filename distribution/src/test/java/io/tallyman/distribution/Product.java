package io.tallyman.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The product as it was built, started as a user starts it. */
final class Product implements AutoCloseable {
    static final Path HOME = Path.of(System.getProperty("tallyman.home")).normalize();
    private static final long PATIENCE_SECONDS = 90;

    private final Process process;
    private final Path directory;

    private Product(Process process, Path directory) {
        this.process = process;
        this.directory = directory;
    }

    /** What a finished run has left. */
    record Result(int code, String out, String err) {
    }

    static Product start(Path script, Path workingDirectory, Map<String, String> environment, List<String> words)
            throws IOException {
        Path directory = Files.createTempDirectory("tallyman-test");
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command).directory(workingDirectory.toFile())
                .redirectOutput(directory.resolve("out").toFile()).redirectError(directory.resolve("err").toFile());
        builder.environment().putAll(environment);
        return new Product(builder.start(), directory);
    }

    static Result run(Map<String, String> environment, String... words) throws IOException, InterruptedException {
        try (Product product = start(HOME.resolve("bin/tallyman"), Path.of("/"), environment, List.of(words))) {
            return product.end();
        }
    }

    Result end() throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("it does not end; stderr: " + err());
        }
        return new Result(process.exitValue(), Files.readString(directory.resolve("out")), err());
    }

    void awaitErr(String part) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!err().contains(part)) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IOException("no '" + part + "' on stderr: " + err());
            }
            Thread.sleep(10);
        }
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
    }

    long pid() {
        return process.pid();
    }

    private String err() throws IOException {
        return Files.readString(directory.resolve("err"));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        Files.deleteIfExists(directory.resolve("out"));
        Files.deleteIfExists(directory.resolve("err"));
        Files.deleteIfExists(directory);
    }
}
