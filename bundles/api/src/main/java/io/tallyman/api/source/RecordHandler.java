package io.tallyman.api.source;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;

/** Receives records on the reader thread. */
@ProviderType
@FunctionalInterface
public interface RecordHandler {
    /**
     * One record, see {@link io.tallyman.api.record.RecordLayout}.
     *
     * @param buffer direct, little endian; valid and unchanged during the call only
     * @param offset where the record starts
     * @param length its size in bytes
     */
    void onRecord(ByteBuffer buffer, int offset, int length);
}
