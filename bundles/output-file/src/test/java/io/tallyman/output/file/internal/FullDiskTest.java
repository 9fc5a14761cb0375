package io.tallyman.output.file.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.output.Destination;
import io.tallyman.testing.FakeContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system of 64 KiB. */
@Tag("privileged")
class FullDiskTest {
    @TempDir
    private Path dir;

    @BeforeEach
    void mount() throws Exception {
        run("mount", "-t", "tmpfs", "-o", "size=64k", "tallyman-test", dir.toString());
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", dir.toString());
    }

    @Test
    void losesWholeWritesAndTearsNoLine() throws Exception {
        FileFactory factory = new FileFactory();
        Path path = dir.resolve("out");
        Path filler = Files.write(dir.resolve("filler"), new byte[40 * 1024]);
        Map<String, String> options = FakeContext.options(factory.options(), "path", path.toString());
        int written = 0;
        int lost = 0;
        try (Destination file = factory.open(options)) {
            for (int i = 0; i < 60; i++) {
                if (i == 41) {
                    Files.delete(filler);
                }
                try {
                    write(file, (byte) ('A' + i));
                    written++;
                } catch (IOException e) {
                    assertTrue(e.getMessage().startsWith("cannot write " + path + ": "), e.getMessage());
                    lost++;
                }
            }
        }
        assertTrue(lost > 11 && written > 41, written + " written, " + lost + " lost");
        List<String> lines = Files.readAllLines(path);
        assertEquals(written, lines.size());
        assertTrue(lines.stream().allMatch(l -> l.length() == 1_006 && l.chars().allMatch(c -> c == l.charAt(0))));
    }

    private static void write(Destination file, byte letter) throws IOException {
        byte[] line = new byte[1_007];
        Arrays.fill(line, letter);
        line[1_006] = '\n';
        file.write(line, 0, line.length, 1);
    }

    private static void run(String... command) throws Exception {
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor(), String.join(" ", command));
    }
}
