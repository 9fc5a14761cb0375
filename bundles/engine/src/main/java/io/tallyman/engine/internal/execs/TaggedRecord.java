package io.tallyman.engine.internal.execs;

import io.tallyman.api.event.ProcessOrigin;
import io.tallyman.api.record.RecordLayout;
import java.nio.ByteBuffer;

/** Copies the record of an exec's process and puts the id of the exec into the copy. Reader thread only. */
final class TaggedRecord {
    private final ByteBuffer record = ByteBuffer.allocateDirect(RecordLayout.MAX_SIZE).order(RecordLayout.ORDER);
    private int length;

    /** The copy that was made last; it begins at 0. */
    ByteBuffer buffer() {
        return record;
    }

    /** Size of the copy that was made last, in bytes. */
    int length() {
        return length;
    }

    /** Makes a copy. An id that does not fit is left out. */
    void copy(ByteBuffer records, int offset, int size, byte[] id) {
        int end = RecordLayout.execEnd(records.getShort(offset + RecordLayout.FLAGS), size);
        int tail = end - RecordLayout.EXEC_SIZE;
        int padded = RecordLayout.execSize(id.length) - RecordLayout.EXEC_SIZE;
        boolean fits = size + padded <= RecordLayout.MAX_SIZE;
        int more = fits ? padded : 0;
        record.put(0, records, offset, tail);
        record.put(tail + more, records, offset + tail, size - tail);
        if (more > 0) {
            record.putLong(tail + more - Long.BYTES, 0);
            record.put(tail, id);
            record.putInt(end + more + RecordLayout.EXEC_ID_LENGTH, id.length);
        }
        length = size + more;
    }

    /** Says in a record, in its place, what the exec is. */
    static void origin(ByteBuffer records, int offset, ProcessOrigin origin) {
        int flags = records.getShort(offset + RecordLayout.FLAGS);
        records.putShort(offset + RecordLayout.FLAGS, (short) RecordLayout.withOrigin(flags, origin.ordinal()));
    }

    /** Takes the id out of a record, in its place. */
    static void removeId(ByteBuffer records, int offset, int size) {
        int end = RecordLayout.execEnd(records.getShort(offset + RecordLayout.FLAGS), size);
        records.putInt(offset + end + RecordLayout.EXEC_ID_LENGTH, 0);
    }
}
