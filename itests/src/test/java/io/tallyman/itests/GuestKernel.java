package io.tallyman.itests;

import static org.junit.Assert.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;

/** A Debian kernel with cgroup v2 alone, booted under QEMU by {@code scripts/kernels} to run one of the scripts beside it. */
final class GuestKernel {
    private static final Path SCRIPTS = Tallyman.HOME.resolve("../../../scripts");

    private GuestKernel() {
    }

    /** Takes what the script has left in a directory, which is gone afterwards. */
    @FunctionalInterface
    interface Reader<T> {
        T read(Path results) throws Exception;
    }

    /** Boots it, waits for its end, and says how long its steps took. */
    static <T> T run(String series, String script, Reader<T> reader) throws Exception {
        Path results = Files.createTempDirectory("tallyman-kernel");
        try {
            Path console = Path.of(System.getProperty("tallyman.results"), script + "-" + series + ".log");
            Process process = new ProcessBuilder(SCRIPTS.resolve("kernels").toString(), series, results.toString(),
                    script).redirectErrorStream(true).redirectOutput(console.toFile()).start();
            int code = process.waitFor();
            assertEquals(Files.readString(console), 0, code);
            Files.lines(console).filter(line -> line.contains(" s: ")).forEach(line -> say(series, line));
            return reader.read(results);
        } finally {
            Commands.run("rm", "-r", results.toString());
        }
    }

    static void say(String series, String line) {
        System.out.println("Linux " + series + ": " + line);
    }
}
