package io.tallyman.capture.internal;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.api.record.RecordSlots;
import io.tallyman.api.runtime.ExecCommand;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Checks the records of a capture before anything reads them. Anybody may have written a capture, so a record may claim
 * that an argument lies outside the record.
 */
final class RecordCheck {
    private RecordCheck() {
    }

    /**
     * Whether every argument and every path lies inside the record. A record of an unknown event passes, because nothing
     * reads its slots.
     *
     * @param offset where the record starts in the buffer
     * @param length size of the record in bytes
     */
    static boolean isSound(ByteBuffer buffer, int offset, int length) {
        if (length < RecordLayout.HEADER_SIZE || length > RecordLayout.MAX_SIZE) {
            return false;
        }
        int flags = buffer.getShort(offset + RecordLayout.FLAGS);
        if ((flags & RecordLayout.FLAG_EXEC) != 0 && !hasExecInside(buffer, offset, RecordLayout.execEnd(flags, length))) {
            return false;
        }
        EventType type = Catalogue.builtIn().byId(buffer.getShort(offset + RecordLayout.EVENT) & 0xffff);
        return type == null || areInside(RecordSlots.of(type), buffer, offset, length);
    }

    /** Whether the id of an exec lies behind the header, and is an id. */
    private static boolean hasExecInside(ByteBuffer buffer, int offset, int end) {
        boolean fits = end - RecordLayout.EXEC_SIZE >= RecordLayout.HEADER_SIZE;
        int size = fits ? buffer.getInt(offset + end + RecordLayout.EXEC_ID_LENGTH) : -1;
        int from = end - RecordLayout.execSize(size);
        if (size < 0 || size > RecordLayout.MAX_EXEC_ID || from < RecordLayout.HEADER_SIZE) {
            return false;
        }
        byte[] id = new byte[size];
        buffer.get(offset + from, id);
        return size == 0 || ExecCommand.isId(new String(id, StandardCharsets.ISO_8859_1));
    }

    private static boolean areInside(RecordSlots slots, ByteBuffer buffer, int offset, int length) {
        int count = buffer.get(offset + RecordLayout.ARGS) & 0xff;
        if (count > slots.limit() || RecordLayout.slot(count) > length) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            if (slots.kind(i).isVariable() && !isInside(buffer.getLong(offset + RecordLayout.slot(i)), length)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isInside(long slot, int length) {
        int from = RecordLayout.varOffset(slot);
        return slot == 0 || from >= RecordLayout.HEADER_SIZE && from <= length
                && RecordLayout.varLength(slot) <= length - from;
    }
}
