package io.tallyman.api.source;

import io.tallyman.api.event.Node;
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
 */
public record SourceOptions(int bufferBytes, boolean self, boolean fdPaths, boolean execEnvironment,
        Path input, Node node, boolean fold, boolean limit, boolean origins) {
    /** Size of the ring buffer in bytes where nobody asks for another. */
    public static final int DEFAULT_BUFFER = 16 * 1024 * 1024;

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
                limit || mayLimit, origins);
    }

    /** The same, where events also tell how their process came into its container, if that is wanted. */
    public SourceOptions origins(boolean wanted) {
        return new SourceOptions(bufferBytes, self, fdPaths, execEnvironment, input, node, fold, limit, origins || wanted);
    }
}
