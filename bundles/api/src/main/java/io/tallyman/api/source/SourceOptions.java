package io.tallyman.api.source;

import io.tallyman.api.event.Node;
import io.tallyman.api.record.RecordLayout;
import java.nio.file.Path;

/**
 * How a source is opened.
 *
 * @param bufferBytes size of the ring buffer; a power of two and a multiple of the page size
 * @param self        also show events of the tracer's own process
 * @param fdPaths     system calls tell the paths of their descriptors
 * @param execEnvironment an exec tells its environment
 * @param input       the recording that is played, or null where events happen now
 * @param node        the names of this machine; for a recording, names that hold instead of the recorded ones
 * @param fold        subscribers may ask that equal events become one, see {@link io.tallyman.api.event.EventView#count}
 * @param limit       subscribers may ask that events beyond a limit are left out
 * @param origins     events tell how their process came into its container
 * @param writeBytes  calls that write tell so many bytes of what they write: 0 to {@link #MOST_WRITE_BYTES}
 */
public record SourceOptions(int bufferBytes, boolean self, boolean fdPaths, boolean execEnvironment,
        Path input, Node node, boolean fold, boolean limit, boolean origins, int writeBytes) {
    /** Size of the ring buffer in bytes where nobody asks for another. */
    public static final int DEFAULT_BUFFER = 16 * 1024 * 1024;
    /** The most bytes that an event may have of what is written. */
    public static final int MOST_WRITE_BYTES = RecordLayout.MAX_STRING;

    /** @throws IllegalArgumentException the number of bytes of what is written is not allowed */
    public SourceOptions {
        if (writeBytes < 0 || writeBytes > MOST_WRITE_BYTES) {
            throw new IllegalArgumentException(writeBytes + " bytes of what is written; allowed are 0 to "
                    + MOST_WRITE_BYTES);
        }
    }

    /** For a source that does not tell what is written. */
    public SourceOptions(int bufferBytes, boolean self, boolean fdPaths, boolean execEnvironment, Path input, Node node,
            boolean fold, boolean limit, boolean origins) {
        this(bufferBytes, self, fdPaths, execEnvironment, input, node, fold, limit, origins, 0);
    }

    /** For a source that reports each event. */
    public SourceOptions(int bufferBytes, boolean self, boolean fdPaths, boolean execEnvironment, Path input,
            Node node) {
        this(bufferBytes, self, fdPaths, execEnvironment, input, node, false, false, false);
    }

    /** For a source that reads no file. */
    public SourceOptions(int bufferBytes, boolean self) {
        this(bufferBytes, self, null);
    }

    /** For a recording. */
    public SourceOptions(int bufferBytes, boolean self, Path input) {
        this(bufferBytes, self, false, false, input, Node.NONE);
    }

    /** The same, where events may also be folded or limited. What was possible before stays so. */
    public SourceOptions reducing(boolean mayFold, boolean mayLimit) {
        return new SourceOptions(bufferBytes, self, fdPaths, execEnvironment, input, node, fold || mayFold,
                limit || mayLimit, origins, writeBytes);
    }

    /** The same, where events also tell how their process came into its container, if that is wanted. */
    public SourceOptions origins(boolean wanted) {
        return new SourceOptions(bufferBytes, self, fdPaths, execEnvironment, input, node, fold, limit, origins || wanted,
                writeBytes);
    }

    /**
     * The same, where calls that write also tell what they write.
     *
     * @param bytes of each call at the most; 0: none
     */
    public SourceOptions writing(int bytes) {
        return new SourceOptions(bufferBytes, self, fdPaths, execEnvironment, input, node, fold, limit, origins, bytes);
    }
}
