package io.tallyman.launcher;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShellFrameTest {
    private static DataInputStream in(byte... bytes) {
        return new DataInputStream(new ByteArrayInputStream(bytes));
    }

    @Test
    void shouldCarryTextBothWays() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ShellFrame.write(new DataOutputStream(bytes), ShellFrame.OUT, "Kai ✓\n");
        ShellFrame.write(new DataOutputStream(bytes), ShellFrame.EXIT, "");
        DataInputStream in = in(bytes.toByteArray());
        ShellFrame first = ShellFrame.read(in);
        assertEquals(ShellFrame.OUT, first.kind());
        assertEquals("Kai ✓\n", first.text());
        assertEquals("", ShellFrame.read(in).text());
        assertNull(ShellFrame.read(in));
    }

    @Test
    void shouldSendManyBytesInPieces() throws IOException {
        byte[] many = new byte[2 * 1024 * 1024 + 7];
        many[many.length - 1] = 13;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ShellFrame.write(new DataOutputStream(bytes), ShellFrame.OUT, many, 0, many.length);
        DataInputStream in = in(bytes.toByteArray());
        assertEquals(1024 * 1024, ShellFrame.read(in).bytes().length);
        assertEquals(1024 * 1024, ShellFrame.read(in).bytes().length);
        assertArrayEquals(new byte[] {0, 0, 0, 0, 0, 0, 13}, ShellFrame.read(in).bytes());
        assertNull(ShellFrame.read(in));
    }

    @Test
    void shouldRefuseAnAnnouncedGigabyteAndHalfAMessage() {
        assertThrows(IOException.class, () -> ShellFrame.read(in((byte) 'c', (byte) 0x40, (byte) 0, (byte) 0, (byte) 0)));
        assertThrows(IOException.class, () -> ShellFrame.read(in((byte) 'c', (byte) -1, (byte) 0, (byte) 0, (byte) 0)));
        assertThrows(EOFException.class, () -> ShellFrame.read(in((byte) 'c', (byte) 0, (byte) 0, (byte) 0, (byte) 2, (byte) 1)));
    }

    @Test
    void shouldQuoteArgumentsSoThatTheShellTakesThemAsGiven() {
        assertEquals("trace:start '-s' 'comm=a b' 'it\\'s' 'c\\\\d' '$x;|'",
                ShellClient.line(List.of("trace:start", "-s", "comm=a b", "it's", "c\\d", "$x;|")));
    }
}
