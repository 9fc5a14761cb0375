package io.tallyman.capture.internal;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.record.RecordLayout;
import java.nio.ByteBuffer;

/** Looks whether what a record says of itself stays inside of it: a capture may come from anybody. */
final class RecordCheck {
    private RecordCheck() {
    }

    /** True also for an event that the catalogue does not know, which nobody will look into. */
    static boolean isSound(ByteBuffer buffer, int offset, int length) {
        if (length < RecordLayout.HEADER_SIZE || length > RecordLayout.MAX_SIZE) {
            return false;
        }
        EventType type = Catalogue.builtIn().byId(buffer.getShort(offset + RecordLayout.EVENT) & 0xffff);
        int args = buffer.get(offset + RecordLayout.ARGS) & 0xff;
        if (type == null) {
            return true;
        }
        if (args > type.fields().size() || RecordLayout.slot(args) > length) {
            return false;
        }
        for (int arg = 0; arg < args; arg++) {
            if (type.fields().get(arg).kind().isVariable()
                    && !isInside(buffer.getLong(offset + RecordLayout.slot(arg)), length)) {
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
