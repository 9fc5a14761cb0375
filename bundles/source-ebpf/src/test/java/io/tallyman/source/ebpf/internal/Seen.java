package io.tallyman.source.ebpf.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.event.Field;
import io.tallyman.api.event.FieldKind;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.engine.early.EarlyPlan;
import io.tallyman.testing.CheckedFields;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A record that was copied out: numbers as long, strings as String, vectors as List, addresses as byte[]. */
record Seen(EventType type, long ret, int hostTid, int hostPid, int hostPpid, int tid, int pid, int ppid, int uid,
        long mntns, long pidns, int syscall, int flags, String comm, String uts, long cgroup, long time,
        List<Object> args, List<Integer> varFlags, List<Long> addresses, List<String> paths, long subscribers,
        long count, long first, long processStart, long execStart, int execPid) {

    static Seen of(ByteBuffer b, int o) {
        return of(b, o, 0, EarlyPlan.EVERYBODY);
    }

    /** @param length of the record; 0: the record stands for one event */
    static Seen of(ByteBuffer b, int o, int length, long subscribers) {
        EventType type = Catalogue.builtIn().byId(b.getShort(o + RecordLayout.EVENT));
        List<Object> args = new ArrayList<>();
        List<Integer> varFlags = new ArrayList<>();
        List<Long> addresses = new ArrayList<>();
        int slots = b.get(o + RecordLayout.ARGS);
        List<String> paths = new ArrayList<>();
        for (int i = type.fields().size(); i < slots; i++) {
            paths.add((String) value(FieldKind.STRING, b, o, b.getLong(o + RecordLayout.slot(i))));
        }
        for (int i = 0; i < Math.min(slots, type.fields().size()); i++) {
            long slot = b.getLong(o + RecordLayout.slot(i));
            Field field = type.fields().get(i);
            varFlags.add(field.kind().isVariable() ? RecordLayout.varFlags(slot) : 0);
            boolean unreadable = (varFlags.get(i) & RecordLayout.VAR_UNREADABLE) != 0;
            int at = RecordLayout.varOffset(slot);
            addresses.add(unreadable && RecordLayout.varLength(slot) == Long.BYTES ? b.getLong(o + at) : 0);
            args.add(value(field.kind(), b, o, unreadable ? RecordLayout.varSlot(at, 0, 0) : slot));
        }
        long time = b.getLong(o + RecordLayout.TIME);
        int flags = b.getShort(o + RecordLayout.FLAGS);
        boolean exec = length > 0 && (flags & RecordLayout.FLAG_EXEC) != 0;
        int execEnd = o + RecordLayout.execEnd(flags, length);
        boolean folded = length > 0 && (b.getShort(o + RecordLayout.FLAGS) & RecordLayout.FLAG_FOLDED) != 0;
        return new Seen(type, b.getLong(o + RecordLayout.RETURN_VALUE), b.getInt(o + RecordLayout.HOST_TID),
                b.getInt(o + RecordLayout.HOST_PID), b.getInt(o + RecordLayout.HOST_PPID),
                b.getInt(o + RecordLayout.TID), b.getInt(o + RecordLayout.PID), b.getInt(o + RecordLayout.PPID),
                b.getInt(o + RecordLayout.UID), Integer.toUnsignedLong(b.getInt(o + RecordLayout.MNTNS)),
                Integer.toUnsignedLong(b.getInt(o + RecordLayout.PIDNS)), b.getShort(o + RecordLayout.SYSCALL),
                b.getShort(o + RecordLayout.FLAGS), text(b, o + RecordLayout.COMM, RecordLayout.COMM_SIZE),
                text(b, o + RecordLayout.UTS, RecordLayout.UTS_SIZE), b.getLong(o + RecordLayout.CGROUP),
                time, args, varFlags, addresses, paths, subscribers,
                folded ? b.getLong(o + length + RecordLayout.FOLD_COUNT) : 1,
                folded ? b.getLong(o + length + RecordLayout.FOLD_FIRST) : time,
                b.getLong(o + RecordLayout.PROCESS_START), exec ? b.getLong(execEnd + RecordLayout.EXEC_START) : 0,
                exec ? b.getInt(execEnd + RecordLayout.EXEC_PID) : 0);
    }

    private static Object value(FieldKind kind, ByteBuffer b, int o, long slot) {
        if (!kind.isVariable()) {
            return kind == FieldKind.INT ? (long) (int) slot : kind == FieldKind.UINT ? slot & 0xffff_ffffL : slot;
        }
        if (slot == 0) {
            return null;
        }
        byte[] bytes = new byte[RecordLayout.varLength(slot)];
        b.get(o + RecordLayout.varOffset(slot), bytes);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return switch (kind) {
            case STRINGS -> bytes.length == 0 ? List.of()
                    : List.of(text.substring(0, bytes.length - 1).split("\0", -1));
            case STRING -> text;
            default -> bytes;
        };
    }

    private static String text(ByteBuffer b, int at, int size) {
        byte[] bytes = new byte[size];
        b.get(at, bytes);
        int end = 0;
        while (end < size && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
    }

    String name() {
        return type.name();
    }

    Object arg(String field) {
        return args.get(type.indexOf(field));
    }

    /** The field has to have this value; it then counts as checked. */
    Seen check(String field, Object expected) {
        assertEquals(expected, arg(field), type.name() + "." + field);
        CheckedFields.add(type.name(), field);
        return this;
    }

    /** The fields from this one on have to have these values. */
    Seen checkFrom(String field, Object... expected) {
        for (int i = 0; i < expected.length; i++) {
            check(type.fields().get(type.indexOf(field) + i).name(), expected[i]);
        }
        return this;
    }

    /** All fields have to have these values. */
    Seen checkAll(Object... expected) {
        assertEquals(args.size(), expected.length);
        return expected.length == 0 ? this : checkFrom(type.fields().get(0).name(), expected);
    }

    /** The field's number has to lie between these, both included. */
    Seen checkRange(String field, long least, long most) {
        long value = (long) arg(field);
        assertTrue(value >= least && value <= most, type.name() + "." + field + " is " + value);
        return check(field, value);
    }

    Seen checkBytes(String field, byte[] expected) {
        assertArrayEquals(expected, (byte[]) arg(field), type.name() + "." + field);
        return check(field, arg(field));
    }

    /** Where the memory is that could not be read. */
    long address(String field) {
        return addresses.get(type.indexOf(field));
    }

    int varFlags(String field) {
        return varFlags.get(type.indexOf(field));
    }
}
