package io.tallyman.api.source;

/**
 * How a source is opened.
 *
 * @param bufferBytes size of the ring buffer; a power of two and a multiple of the page size
 * @param self        also show events of the tracer's own process
 */
public record SourceOptions(int bufferBytes, boolean self) {
    public static final int DEFAULT_BUFFER = 16 * 1024 * 1024;
}
