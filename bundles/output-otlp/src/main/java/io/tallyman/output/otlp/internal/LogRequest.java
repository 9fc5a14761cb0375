package io.tallyman.output.otlp.internal;

import io.tallyman.delivery.PermanentFailure;

/**
 * A block of the printer {@code otlp}: one {@code ExportLogsServiceRequest}.
 *
 * @param bytes  how many bytes it has
 * @param events how many log records it has
 */
record LogRequest(int bytes, int events) {
    /** The tag of {@code resource_logs}, which is the only field: number 1, delimited. */
    private static final byte RESOURCE_LOGS = 1 << 3 | 2;

    /** @throws PermanentFailure the block is text or another format */
    static LogRequest of(byte[] bytes, int from, int count, int events) throws PermanentFailure {
        if (count == 0 || bytes[from] != RESOURCE_LOGS) {
            throw new PermanentFailure("this destination takes what 'printer = otlp' prints, and nothing else", null);
        }
        return new LogRequest(count, events);
    }
}
