package io.tallyman.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathEventsTest {
    @TempDir
    Path directory;

    private final Semaphore heard = new Semaphore(0);
    private final PathEvents events = new PathEvents(heard::release);

    @AfterEach
    void close() {
        events.close();
    }

    private void await(Path... paths) {
        assertTrue(events.await(List.of(paths)), "should be news");
        assertTrue(events.isHearing());
        heard.drainPermits();
    }

    private void assertHeard() throws InterruptedException {
        assertTrue(heard.tryAcquire(20, TimeUnit.SECONDS));
    }

    @Test
    void hearsThatAPathComesAndGoes() throws Exception {
        Path path = directory.resolve("a.sock");
        await(path);
        Files.createFile(path);
        assertHeard();
        Files.delete(path);
        assertHeard();
        Files.createFile(directory.resolve("other"));
        Files.move(directory.resolve("other"), path);
        assertHeard();
    }

    @Test
    void isNotDisturbedByOthers() throws Exception {
        Path path = directory.resolve("b.sock");
        await(path);
        for (int i = 0; i < 37; i++) {
            Files.createFile(directory.resolve("other" + i));
        }
        Files.createFile(path);
        assertHeard();
        assertEquals(0, heard.availablePermits());
    }

    @Test
    void hearsOfDirectoriesOnTheWay() throws Exception {
        Path path = directory.resolve("run/user/c.sock");
        await(path);
        Files.createDirectory(directory.resolve("run"));
        assertHeard();
        await(path);
        Files.createDirectory(directory.resolve("run/user"));
        assertHeard();
        await(path);
        Files.createFile(path);
        assertHeard();
        Files.delete(path);
        Files.delete(path.getParent());
        assertHeard();
    }

    @Test
    void hearsOfAnyNameInAPattern() throws Exception {
        Path pattern = directory.resolve("user/*/d.sock");
        Files.createDirectory(directory.resolve("user"));
        await(pattern);
        Files.createDirectory(directory.resolve("user/1003"));
        assertHeard();
        await(pattern, directory.resolve("user/1003/d.sock"));
        Files.createFile(directory.resolve("user/1003/d.sock"));
        assertHeard();
    }

    @Test
    void followsLinks() throws Exception {
        Path there = Files.createDirectory(directory.resolve("there"));
        Path path = Files.createSymbolicLink(directory.resolve("e.sock"), Path.of("there/e.sock"));
        Path link = Files.createSymbolicLink(directory.resolve("var"), there);
        await(path, link.resolve("f.sock"));
        Files.createFile(there.resolve("e.sock"));
        assertHeard();
        Files.createFile(there.resolve("f.sock"));
        assertHeard();
        Path loop = directory.resolve("loop");
        Files.createSymbolicLink(loop, loop);
        await(loop);
        Files.delete(loop);
        assertHeard();
    }

    @Test
    void saysWhetherThereIsMoreToHear() throws IOException {
        Path path = directory.resolve("g.sock");
        await(path);
        assertFalse(events.await(List.of(path)));
        Files.createDirectory(directory.resolve("x"));
        await(path, directory.resolve("x/h.sock"));
        await(path);
        events.close();
        assertTrue(events.await(List.of(path)));
        assertFalse(events.isHearing());
    }
}
