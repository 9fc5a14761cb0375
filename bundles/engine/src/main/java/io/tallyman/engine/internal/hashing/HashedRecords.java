package io.tallyman.engine.internal.hashing;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.api.record.RecordSlots;
import java.nio.ByteBuffer;

/**
 * Copies records of execs and puts the hash of the program into its slot, before a printer sees the records. For the thread of
 * one output.
 */
public final class HashedRecords {
    private static final RecordSlots SLOTS = RecordSlots.of(Catalogue.builtIn().byName("sched_process_exec"));
    private static final int ARGS = ExecRecord.SHA256 + 1;
    /** The longest text of a hash, with what pads it. */
    private static final int HEX = 64 + Long.BYTES;

    private final Digests digests;
    private final ByteBuffer record = ByteBuffer.allocateDirect(RecordLayout.MAX_SIZE).order(RecordLayout.ORDER);
    private int length;

    public HashedRecords(Digests digests) {
        this.digests = digests;
    }

    /** The copy that was made last; it begins at 0. */
    public ByteBuffer buffer() {
        return record;
    }

    /** Size of the copy that was made last, in bytes. */
    public int length() {
        return length;
    }

    /**
     * Makes a copy with the hash, for which it waits. False: no copy is needed, since the event is another one or comes from
     * a recording.
     */
    public boolean copy(ByteBuffer records, int offset, int size) {
        int args = records.get(offset + RecordLayout.ARGS) & 0xff;
        if (!ExecRecord.isExec(records, offset) || !digests.areMade()) {
            return false;
        }
        int shift = RecordLayout.slot(Math.max(ARGS, args)) - RecordLayout.slot(args);
        if (size + shift + HEX > RecordLayout.MAX_SIZE) {
            digests.count(Failure.CROWDED);
            return false;
        }
        byte[] hex = digests.await(records, offset);
        int tail = tail(records, offset, size);
        copy(records, offset, size - tail, args, shift);
        length = size - tail + shift;
        if (hex != null) {
            append(hex);
        }
        record.put(length, records, offset + size - tail, tail);
        length += tail;
        return true;
    }

    private void copy(ByteBuffer records, int offset, int size, int args, int shift) {
        int from = RecordLayout.slot(args);
        record.put(0, records, offset, from);
        record.put(from + shift, records, offset + from, size - from);
        record.put(RecordLayout.ARGS, (byte) ARGS);
        for (int arg = 0; arg < ARGS; arg++) {
            int at = RecordLayout.slot(arg);
            long slot = arg < args ? record.getLong(at) : 0;
            record.putLong(at, slot != 0 && SLOTS.kind(arg).isVariable() ? moved(slot, shift) : slot);
        }
    }

    private static long moved(long slot, int shift) {
        return RecordLayout.varSlot(RecordLayout.varOffset(slot) + shift, RecordLayout.varLength(slot),
                RecordLayout.varFlags(slot));
    }

    /** What has to stay the end of the record: {@link RecordLayout#FLAG_EXEC}. In bytes. */
    private static int tail(ByteBuffer records, int offset, int size) {
        if ((records.getShort(offset + RecordLayout.FLAGS) & RecordLayout.FLAG_EXEC) == 0) {
            return 0;
        }
        return RecordLayout.execSize(records.getInt(offset + size + RecordLayout.EXEC_ID_LENGTH));
    }

    private void append(byte[] hex) {
        record.put(length, hex);
        record.putLong(RecordLayout.slot(ExecRecord.SHA256), RecordLayout.varSlot(length, hex.length, 0));
        length += hex.length;
        for (; (length & 7) != 0; length++) {
            record.put(length, (byte) 0);
        }
    }
}
