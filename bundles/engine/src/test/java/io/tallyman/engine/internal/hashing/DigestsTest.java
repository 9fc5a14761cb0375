package io.tallyman.engine.internal.hashing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.source.LossCounter;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The hash that an exec gets is that of the very file that was executed, or there is none. */
@Timeout(60)
class DigestsTest {
    /** Of the letters abc. */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private static final long LONG = Duration.ofSeconds(20).toNanos();

    @TempDir
    private Path directory;
    private final FakePrograms files = new FakePrograms();
    private Digests digests = new Digests(files, LONG);

    @AfterEach
    void close() {
        digests.close();
    }

    private Path program(String name, String content) throws Exception {
        return Files.writeString(directory.resolve(name), content);
    }

    private String hash(ByteBuffer exec) {
        byte[] hex = digests.await(exec, 0);
        return hex == null ? null : new String(hex, StandardCharsets.US_ASCII);
    }

    private Map<String, Long> failures() {
        return digests.failures().stream().filter(counter -> counter.value() != 0)
                .collect(Collectors.toMap(LossCounter::name, LossCounter::value));
    }

    @Test
    void shouldHashTheProgramOfAProcess() throws Exception {
        Path abc = program("abc", "abc");
        files.execute(7, abc);
        assertEquals(ABC, hash(files.exec(7, abc)));
        assertEquals(Map.of(), failures());
    }

    @Test
    void shouldReadAFileOnceHoweverOftenItRuns() throws Exception {
        Path abc = program("abc", "abc");
        Path other = program("other", "abc");
        files.execute(7, abc);
        files.execute(11, other);
        for (int i = 0; i < 13; i++) {
            digests.ask(files.exec(7, abc), 0);
            assertEquals(ABC, hash(files.exec(7, abc)));
        }
        assertEquals(1, files.opened());
        assertEquals(ABC, hash(files.exec(11, other)));
        assertEquals(2, files.opened());
    }

    @Test
    void shouldFindTheFileOfAProcessThatHasEnded() throws Exception {
        Path abc = program("abc", "abc");
        files.mount(abc);
        assertEquals(ABC, hash(files.exec(7, abc)));
    }

    @Test
    void shouldCountAFileThatIsGone() throws Exception {
        Path abc = program("abc", "abc");
        ByteBuffer exec = files.exec(7, abc);
        assertNull(hash(exec));
        assertEquals(Map.of("hash_gone", 1L), failures());
        files.execute(7, abc);
        digests.ask(exec, 0);
        assertEquals(ABC, hash(exec), "a process that lives longer");
    }

    @Test
    void shouldNotTakeAnotherFileForTheProgram() throws Exception {
        Path abc = program("abc", "abc");
        ByteBuffer exec = files.exec(7, abc);
        files.execute(7, program("other", "xyz"));
        files.mount(program("third", "xyz"));
        assertNull(hash(exec));
        assertEquals(Map.of("hash_gone", 1L), failures());
        assertEquals(0, files.leftOpen());
    }

    @Test
    void shouldNotReadAFileWithoutEnd() throws Exception {
        Path large = program("large", "");
        try (RandomAccessFile sparse = new RandomAccessFile(large.toFile(), "rw")) {
            sparse.setLength(ProgramFile.LIMIT + 1);
        }
        files.execute(7, large);
        assertNull(hash(files.exec(7, large)));
        assertEquals(Map.of("hash_large", 1L), failures());
    }

    @Test
    void shouldNotReadWhatIsNoFile() throws Exception {
        Path fifo = directory.resolve("fifo");
        assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
        files.execute(7, fifo);
        assertNull(hash(files.exec(7, fifo)));
        assertEquals(Map.of("hash_unreadable", 1L), failures());
    }

    @Test
    void shouldNotTellTheHashOfAFileThatChangesMeanwhile() throws Exception {
        Path abc = program("abc", "abc");
        ByteBuffer exec = files.exec(7, abc);
        files.execute(7, abc);
        // the second look at the path is for the bytes, the third one for what has changed
        files.beforeLook(3, () -> Files.writeString(abc, "d", StandardOpenOption.APPEND));
        assertNull(hash(exec));
        assertEquals(Map.of("hash_changed", 1L), failures());
    }

    @Test
    void shouldWaitNoLongerThanTheDeadline() throws Exception {
        digests = new Digests(files, Duration.ofMillis(37).toNanos());
        Path abc = program("abc", "abc");
        files.execute(7, abc);
        CountDownLatch answer = new CountDownLatch(1);
        files.beforeLook(2, answer::await);
        ByteBuffer exec = files.exec(7, abc);
        assertNull(hash(exec));
        assertEquals(Map.of("hash_late", 1L), failures());
        answer.countDown();
        while (hash(exec) == null) {
            Thread.onSpinWait();
        }
        assertTrue(failures().get("hash_late") >= 1);
    }

    @Test
    void shouldCloseFilesThatNobodyWaitsForWhileAFileSystemDoesNotAnswer() throws Exception {
        digests = new Digests(files, Duration.ofSeconds(2).toNanos());
        int programs = 7;
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        files.beforeLook(1, () -> {
            asked.await();
            // all files are open by then, and the first one is read
            files.beforeLook(programs + 1, answer::await);
        });
        ByteBuffer last = null;
        for (int pid = 1; pid <= programs; pid++) {
            Path program = program("p" + pid, "abc");
            files.execute(pid, program);
            last = files.exec(pid, program);
            digests.ask(last, 0);
        }
        asked.countDown();
        while (files.leftOpen() < programs) {
            Thread.onSpinWait();
        }
        assertNull(hash(last));
        assertEquals(1, files.leftOpen(), "the file that is being read");
        answer.countDown();
        while (files.leftOpen() > 0) {
            Thread.onSpinWait();
        }
        assertEquals(Map.of("hash_late", 1L), failures());
    }

    @Test
    void shouldMakeNoHashOfWhatAnotherMachineHasRecorded() throws Exception {
        digests = new Digests(null, LONG);
        digests.ask(files.exec(7, program("abc", "abc")), 0);
        assertEquals(false, digests.areMade());
        assertEquals(Map.of(), failures());
    }
}
