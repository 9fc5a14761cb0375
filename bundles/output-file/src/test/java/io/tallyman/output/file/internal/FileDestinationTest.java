package io.tallyman.output.file.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.output.Destination;
import io.tallyman.testing.FakeContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class FileDestinationTest {
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    private Path dir;
    private Path path;
    private final AtomicLong clock = new AtomicLong(-7);

    @BeforeEach
    void name() {
        path = dir.resolve("all.json");
    }

    @Test
    void makesAFileThatNobodyElseReadsAndAppendsToIt() throws IOException {
        try (Destination file = open()) {
            write(file, "one\n");
        }
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        try (Destination file = open()) {
            write(file, "two\n");
        }
        assertEquals("one\ntwo\n", Files.readString(path));
    }

    @Test
    void makesAFileWithThePermissionsThatAreAsked() throws IOException {
        open("mode", "0640").close();
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    }

    @ParameterizedTest
    @CsvSource({"mode, 0888, three octal digits", "mode, rw, three octal digits", "keep, 1000, up to 999"})
    void saysWhatIsAllowed(String key, String value, String allowed) {
        Exception e = assertThrows(IllegalArgumentException.class, () -> open(key, value));
        assertTrue(e.getMessage().startsWith("key '" + key + "' cannot be '" + value + "'"), e.getMessage());
        assertTrue(e.getMessage().contains(allowed), e.getMessage());
    }

    @Test
    void saysWhyItCannotWrite() {
        path = dir;
        assertEquals(dir + " is a directory; name a file in it", refusal());
        path = dir.resolve("no/such/file");
        assertEquals("cannot write " + path + ": there is no directory " + dir.resolve("no/such"), refusal());
        path = Path.of("/proc/self/status/x");
        assertTrue(refusal().startsWith("cannot write /proc/self/status/x: "), refusal());
        path = Path.of("/proc/self/new");
        assertTrue(refusal().startsWith("cannot write /proc/self/new: "), refusal());
    }

    @Test
    void saysThatTheDiskIsFull() throws IOException {
        path = Path.of("/dev/full");
        try (Destination file = open("rotate-size", "1")) {
            for (int i = 0; i < 3; i++) {
                IOException e = assertThrows(IOException.class, () -> write(file, "x\n"));
                assertTrue(e.getMessage().startsWith("cannot write /dev/full: "), e.getMessage());
            }
        }
    }

    @Test
    void startsANewFileBeforeOneBecomesTooLarge() throws IOException {
        try (Destination file = open("rotate-size", "10", "keep", "2")) {
            for (int i = 1; i <= 9; i++) {
                write(file, "line" + i + "\n".repeat(i % 2 + 1));
            }
        }
        assertEquals("line9\n\n", Files.readString(path));
        assertEquals("line8\n", Files.readString(former(1)));
        assertEquals("line7\n\n", Files.readString(former(2)));
        assertFalse(Files.exists(former(3)));
    }

    @Test
    void fillsAFileUpToItsSize() throws IOException {
        try (Destination file = open("rotate-size", "12", "keep", "0")) {
            write(file, "12345\n");
            write(file, "67890\n");
            assertEquals("12345\n67890\n", Files.readString(path));
            write(file, "x\n");
        }
        assertEquals("x\n", Files.readString(path));
        assertFalse(Files.exists(former(1)));
    }

    @Test
    void startsANewFileWhenOneIsOld() throws IOException {
        try (Destination file = open("rotate-interval", "1h")) {
            write(file, "a\n");
            clock.addAndGet(3_600 * SECOND - 1);
            write(file, "b\n");
            clock.addAndGet(1);
            write(file, "c\n");
        }
        assertEquals("c\n", Files.readString(path));
        assertEquals("a\nb\n", Files.readString(former(1)));
    }

    @Test
    void growsOnWhereItCannotRotate() throws IOException {
        Files.createDirectories(former(1).resolve("not-empty"));
        try (Destination file = open("rotate-size", "3", "keep", "1")) {
            write(file, "a\n");
            write(file, "b\n");
            write(file, "c\n");
        }
        assertEquals("a\nb\nc\n", Files.readString(path));
    }

    @Test
    void followsWhoeverMovesTheFileAwayWithinASecond() throws IOException {
        try (Destination file = open()) {
            write(file, "a\n");
            Files.move(path, former(1));
            write(file, "b\n");
            clock.addAndGet(SECOND);
            write(file, "c\n");
            Files.delete(path);
            clock.addAndGet(SECOND);
            write(file, "d\n");
        }
        assertEquals("a\nb\n", Files.readString(former(1)));
        assertEquals("d\n", Files.readString(path));
    }

    @Test
    void opensTheFileAnewAtOnceWhenAsked() throws IOException {
        try (Destination file = open()) {
            write(file, "a\n");
            Files.move(path, former(1));
            file.reopen();
            write(file, "b\n");
        }
        assertEquals("a\n", Files.readString(former(1)));
        assertEquals("b\n", Files.readString(path));
    }

    @Test
    void comesBackWhenItsDirectoryDoes() throws IOException {
        Path sub = Files.createDirectory(dir.resolve("sub"));
        path = sub.resolve("file");
        try (Destination file = open()) {
            write(file, "a\n");
            Files.delete(path);
            Files.delete(sub);
            clock.addAndGet(SECOND);
            assertThrows(IOException.class, () -> write(file, "lost\n"));
            Files.createDirectory(sub);
            write(file, "b\n");
        }
        assertEquals("b\n", Files.readString(path));
    }

    @ParameterizedTest
    @CsvSource({"always", "interval", "never"})
    void writesTheSameHoweverItSyncs(String fsync) throws IOException {
        try (Destination file = open("fsync", fsync)) {
            for (int i = 0; i < 17; i++) {
                write(file, i + "\n");
                clock.addAndGet(SECOND / 3);
                file.flush();
            }
        }
        assertEquals(17, Files.readAllLines(path).size());
    }

    @Test
    void neitherWaitsForAPipesReaderNorHangsWhenItIsClosed() throws Exception {
        assertEquals(0, new ProcessBuilder("mkfifo", path.toString()).start().waitFor());
        Destination file = open();
        try (FileChannel reader = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            byte[] more = new byte[1 << 20];
            CompletableFuture<Void> write = CompletableFuture.runAsync(() -> {
                try {
                    file.write(more, 0, more.length, 1);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            assertEquals(1, reader.read(ByteBuffer.allocate(1)), "the write has begun");
            file.close();
            assertThrows(ExecutionException.class, write::get);
        }
    }

    private Destination open(String... options) throws IOException {
        FileFactory factory = new FileFactory();
        String[] all = Arrays.copyOf(options, options.length + 2);
        all[options.length] = "path";
        all[options.length + 1] = path.toString();
        return FileDestination.open(FileSettings.of(FakeContext.options(factory.options(), all)), clock::get);
    }

    private String refusal() {
        return assertThrows(IOException.class, this::open).getMessage();
    }

    private Path former(int number) {
        return path.resolveSibling(path.getFileName() + "." + number);
    }

    private static void write(Destination file, String text) throws IOException {
        byte[] bytes = ("head" + text).getBytes(StandardCharsets.UTF_8);
        file.write(bytes, 4, bytes.length - 4, 1);
    }
}
