package io.tallyman.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/** A file in a directory that the product watches, for the time of a test. It appears whole, as its name. */
final class InPlace implements AutoCloseable {
    private final Path path;
    /** Where it lies while it is out, if it is the product's own; otherwise it is deleted at the end. */
    private final Path aside;

    private InPlace(Path path, Path aside) {
        this.path = path;
        this.aside = aside;
    }

    /** Drops a jar into {@code plugins/}. */
    static InPlace plugin(Path jar) throws IOException {
        Path half = Files.copy(jar, results("half-" + jar.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        InPlace dropped = new InPlace(Tallyman.HOME.resolve("plugins").resolve(jar.getFileName()), null);
        Files.move(half, dropped.path, StandardCopyOption.ATOMIC_MOVE);
        return dropped;
    }

    /** A jar of the product's own that may be taken out; it is back at the end. */
    static InPlace own(String prefix) throws IOException {
        try (Stream<Path> all = Files.list(Tallyman.HOME.resolve("plugins"))) {
            Path jar = all.filter(p -> p.getFileName().toString().startsWith(prefix)).findFirst().orElseThrow();
            return new InPlace(jar, results(jar.getFileName().toString()));
        }
    }

    /** {@code config/io.tallyman.<name>.cfg}, with these lines. */
    static InPlace config(String name, String... lines) throws IOException {
        InPlace file = new InPlace(Tallyman.HOME.resolve("config/io.tallyman." + name + ".cfg"), null);
        file.write(lines);
        return file;
    }

    void write(String... lines) throws IOException {
        Files.writeString(path, String.join("\n", lines) + "\n");
    }

    void takeOut() throws IOException {
        Files.move(path, aside, StandardCopyOption.ATOMIC_MOVE);
    }

    void putBack() throws IOException {
        Files.move(aside, path, StandardCopyOption.ATOMIC_MOVE);
    }

    /** In {@code target}, which is on the same file system as the product. */
    private static Path results(String name) {
        return Path.of(System.getProperty("tallyman.results")).resolve(name);
    }

    @Override
    public void close() throws IOException {
        if (aside == null) {
            Files.deleteIfExists(path);
        } else if (Files.exists(aside)) {
            putBack();
        }
    }
}
