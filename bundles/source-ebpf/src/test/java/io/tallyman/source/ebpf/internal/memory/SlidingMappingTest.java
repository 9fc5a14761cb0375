package io.tallyman.source.ebpf.internal.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tallyman.libc.Libc;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlidingMappingTest {
    private static final int PIECE = 16 * 1024;
    private static final long SYS_DUP2 = 33;

    @TempDir
    private Path directory;

    /** A piece that could not be mapped is not taken for mapped: to touch it would end the process. */
    @Test
    void shouldTryAgainAfterAPieceCouldNotBeMapped() throws Exception {
        byte[] content = new byte[5 * PIECE];
        content[2 * PIECE + 7] = 41;
        Path file = Files.write(directory.resolve("ring"), content);
        int fd = Libc.open(file.toString(), 0);
        int again = Libc.open(file.toString(), 0);
        int event = Libc.eventfd(0, Libc.EFD_CLOEXEC);
        try (SlidingMapping mapping = SlidingMapping.of(fd, 0, content.length, PIECE, PIECE)) {
            ByteBuffer buffer = mapping.buffer();
            assertEquals(0, buffer.get(7));
            become(fd, event);
            for (int i = 0; i < 3; i++) {
                assertThrows(IllegalStateException.class, () -> mapping.show(2 * PIECE + 7));
            }
            become(fd, again);
            mapping.show(2 * PIECE + 7);
            assertEquals(41, buffer.get(2 * PIECE + 7));
            mapping.show(0);
            assertEquals(0, buffer.get(7));
        } finally {
            Libc.close(fd);
            Libc.close(again);
            Libc.close(event);
        }
    }

    /** The descriptor stands for what another one stands for. The kernel maps no eventfd. */
    private static void become(int fd, int other) {
        assertEquals(fd, Libc.syscall(SYS_DUP2, other, fd, 0));
    }
}
