package io.tallyman.delivery;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Bytes to and from the other side, encrypted or not. No call waits longer than the timeout of the connection. One
 * thread uses the connection. Any thread may call {@link #close}, which ends a call that waits.
 */
public interface Connection extends Closeable {
    /**
     * Writes all that remains. After an error the buffer's position says how much was handed on, at the most.
     *
     * @throws IOException the message names the address
     */
    void write(ByteBuffer buffer) throws IOException;

    /** Waits for bytes, then reads as many bytes as have come and as fit into the buffer. */
    void read(ByteBuffer buffer) throws IOException;

    /**
     * Says whether the other side has not closed the connection, as far as this side knows. What the other side has
     * sent is ignored.
     */
    boolean isOpen();
}
