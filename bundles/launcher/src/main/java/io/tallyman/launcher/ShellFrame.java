package io.tallyman.launcher;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * One message of the protocol between the shell's client and a running instance, over a unix socket.
 *
 * <pre>
 *  +------+-----------+----------------+
 *  | kind |  length   |  bytes, UTF-8  |
 *  | 1    |  4, big   |  up to 1 MiB   |
 *  +------+-----------+----------------+
 * </pre>
 *
 * The client sends a {@link #COMMAND}; the server answers with any number of {@link #OUT} and {@link #ERR} and one
 * {@link #EXIT}. A {@link #COMPLETE} is answered with one {@link #CANDIDATES}.
 *
 * @param kind one of the constants
 * @param bytes the content
 */
public record ShellFrame(char kind, byte[] bytes) {
    /** A command line in the shell's language. */
    public static final char COMMAND = 'c';
    /** The beginning of a command line, up to the cursor: what may its last word become? */
    public static final char COMPLETE = 'p';
    /** What the last word of a {@link #COMPLETE} may become, one candidate on each line. */
    public static final char CANDIDATES = 'n';
    /** Data that the command prints. */
    public static final char OUT = 'o';
    /** Messages of the command. */
    public static final char ERR = 'e';
    /** The exit code of the command in decimal. The command has ended. */
    public static final char EXIT = 'x';

    private static final int LIMIT = 1024 * 1024;

    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** @return the next message, or null if the other side has closed the connection */
    public static ShellFrame read(DataInputStream in) throws IOException {
        int kind = in.read();
        if (kind < 0) {
            return null;
        }
        int length = in.readInt();
        if (length < 0 || length > LIMIT) {
            throw new IOException("a message of " + Integer.toUnsignedString(length) + " bytes was announced; the limit is "
                    + LIMIT);
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the other side closed in the middle of a message");
        }
        return new ShellFrame((char) kind, bytes);
    }

    /** Sends text. Long text is sent in pieces. */
    public static void write(DataOutputStream out, char kind, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        write(out, kind, bytes, 0, bytes.length);
    }

    /** Sends bytes. Many bytes are sent in pieces. */
    public static void write(DataOutputStream out, char kind, byte[] bytes, int from, int count) throws IOException {
        int at = from;
        int end = from + count;
        do {
            int piece = Math.min(end - at, LIMIT);
            out.writeByte(kind);
            out.writeInt(piece);
            out.write(bytes, at, piece);
            at += piece;
        } while (at < end);
        out.flush();
    }
}
