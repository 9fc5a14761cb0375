package io.tallyman.engine.internal.spool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A file system of 512 KiB, which is less than the spool may have. */
@Tag("privileged")
class FullDiskTest extends SpoolFixture {
    @BeforeEach
    void mount() throws Exception {
        run("mount", "-t", "tmpfs", "-o", "size=512k", "tallyman-test", directory.toString());
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", directory.toString());
    }

    @Test
    void shouldDropTheOldestWhereTheDiskIsFull() throws Exception {
        Spool spool = open(MEGABYTE);
        for (int i = 0; i < 211; i++) {
            append(spool, 1_009);
        }
        long dropped = spool.status().dropped();
        assertTrue(dropped > 100_000, "dropped " + dropped);
        assertEquals("the disk of its spool was full", spool.lastTrouble());
        assertEquals(numbers(dropped, 211 * 1_009), drain(spool.reader()));
        assertCounts(spool.status(), 0, 0, dropped, 0, 0);
        spool.close();
        assertEquals(List.of(), files());
    }

    @Test
    void shouldGoOnOnceOthersHaveLeftRoom() throws Exception {
        Spool spool = open(MEGABYTE);
        Path filler = directory.resolve("filler");
        Files.write(filler, new byte[500 * 1_024]);
        append(spool, 1_009, 1_009, 1_009);
        long lost = spool.status().dropped();
        assertTrue(lost > 0 && lost % 1_009 == 0, "lost " + lost);
        Files.delete(filler);
        append(spool, 7);
        List<Long> got = drain(spool.reader());
        assertEquals(3 * 1_009 + 7, lost + got.size());
        assertEquals(numbers(3_027, 3_034), got.subList(got.size() - 7, got.size()));
        assertCounts(spool.status(), 0, 0, lost, 0, 0);
        spool.close();
    }

    private static void run(String... command) throws Exception {
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor(), String.join(" ", command));
    }
}
