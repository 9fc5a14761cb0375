package io.tallyman.source.ebpf.internal;

import io.tallyman.api.source.RecordHandler;
import java.nio.ByteBuffer;

/** Parts a record from what follows it, {@code struct taking} of {@code filter.bpf.h}, and passes on both. Reader thread. */
final class TakenRecords implements RecordHandler {
    /** Byte of a record's header that tells whether something follows. */
    static final int TAKING = 79;
    static final int SIZE = 16;
    static final int SEQUENCE = 8;

    private final Takers takers;
    private RecordHandler handler;

    TakenRecords(Takers takers) {
        this.takers = takers;
    }

    /** @return itself */
    RecordHandler to(RecordHandler next) {
        handler = next;
        return this;
    }

    @Override
    public void onRecord(ByteBuffer buffer, int offset, int length) {
        if (buffer.get(offset + TAKING) == 0) {
            handler.onRecord(buffer, offset, length);
        } else {
            int end = length - SIZE;
            int at = offset + end;
            handler.onRecord(buffer, offset, end, takers.who(buffer.getLong(at), buffer.getInt(at + SEQUENCE)));
        }
    }
}
