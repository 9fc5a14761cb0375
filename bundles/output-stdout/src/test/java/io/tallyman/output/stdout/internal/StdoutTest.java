package io.tallyman.output.stdout.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@link StdoutProgram} in a process of its own, which says on standard error what became of its writes. */
@Timeout(60)
class StdoutTest {
    @TempDir
    private Path dir;
    private Process process;

    @AfterEach
    void end() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Test
    void writesEveryByteToAPipe() throws Exception {
        start(ProcessBuilder.Redirect.PIPE, "lines", "20011");
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).lines()
                .toList();
        assertEquals(20_011, lines.size());
        for (int i = 0; i < lines.size(); i++) {
            assertEquals("line " + i, lines.get(i));
        }
        assertEquals("done", said());
    }

    @Test
    void endsQuietlyWhenTheReaderIsGone() throws Exception {
        start(ProcessBuilder.Redirect.PIPE, "lines", "2000003");
        InputStream in = process.getInputStream();
        assertArrayEquals("line 0\n".getBytes(StandardCharsets.US_ASCII), in.readNBytes(7));
        in.close();
        assertEquals("Broken nobody reads standard output any more", said());
    }

    @Test
    void saysThatTheDeviceIsFullAndTriesAgain() throws Exception {
        start(ProcessBuilder.Redirect.to(Path.of("/dev/full").toFile()), "retry");
        assertEquals("IOException IOException", said());
    }

    @Test
    void appendsToAFileAndLeavesItOpenForTheNextOutput() throws Exception {
        Path file = dir.resolve("out");
        start(ProcessBuilder.Redirect.to(file.toFile()), "twice");
        assertEquals("done", said());
        assertEquals("first\nsecond\n", Files.readString(file));
    }

    @Test
    void endsABlockedWriteWhenItIsClosed() throws Exception {
        start(ProcessBuilder.Redirect.PIPE, "close-blocked");
        assertEquals("Broken standard output is closed, then standard output was given up because nobody read it; "
                + "write to a file instead", said());
    }

    @Test
    void keepsLinesOfTwoOutputsWhole() throws Exception {
        start(ProcessBuilder.Redirect.PIPE, "two", "5003");
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).lines()
                .toList();
        assertEquals(2 * 5_003, lines.size());
        assertTrue(lines.stream().allMatch(l -> l.matches("(a{997}|b{997})")));
        assertEquals(5_003, lines.stream().filter(l -> l.startsWith("a")).count());
    }

    private void start(ProcessBuilder.Redirect stdout, String... args) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp", System.getProperty("java.class.path"), StdoutProgram.class.getName());
        builder.command().addAll(List.of(args));
        builder.environment().put("LC_ALL", "C.UTF-8");
        process = builder.redirectOutput(stdout).redirectError(dir.resolve("said").toFile()).start();
    }

    private String said() throws Exception {
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        return Files.readString(dir.resolve("said")).strip();
    }
}
