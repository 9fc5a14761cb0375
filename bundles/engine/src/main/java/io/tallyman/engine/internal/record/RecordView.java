package io.tallyman.engine.internal.record;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.AncestorView;
import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.event.EventView;
import io.tallyman.api.event.Node;
import io.tallyman.api.event.ProcessOrigin;
import io.tallyman.api.event.ProcessView;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.api.record.RecordSlots;
import io.tallyman.api.source.RecordClock;
import io.tallyman.engine.internal.loss.Owner;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads an event in place from a record in a direct, little-endian buffer. One view serves one thread. */
public final class RecordView implements EventView {
    private static final Catalogue CATALOGUE = Catalogue.builtIn();

    private final RecordClock clock;
    private final Node node;
    private ByteBuffer buffer;
    private int base;
    private int length;
    private EventType type;
    private RecordSlots slots;
    private Container container;
    private ProcessView process;
    private List<AncestorView> ancestors = List.of();
    private Owner owner;

    /** @param origin of the records */
    public RecordView(Origin origin) {
        clock = origin.clock();
        node = origin.node();
    }

    /**
     * Shows the record of {@code size} bytes at {@code offset}.
     *
     * @return false where the catalogue does not know the event
     */
    public boolean wrap(ByteBuffer records, int offset, int size, Container of) {
        buffer = records;
        base = offset;
        length = size;
        container = of;
        process = null;
        ancestors = List.of();
        type = CATALOGUE.byId(records.getShort(offset + RecordLayout.EVENT) & 0xffff);
        if (type == null) {
            return false;
        }
        slots = RecordSlots.of(type);
        return true;
    }

    /** The record's container, where that was not known yet when the record was wrapped. */
    public void container(Container of) {
        container = of;
    }

    public void process(ProcessView of) {
        process = of;
    }

    /** From whom the event's process descends, nearest first. */
    public void ancestors(List<AncestorView> of) {
        ancestors = of;
    }

    /** Whose event it is. */
    public void owner(Owner of) {
        owner = of;
    }

    /** Whose event it is, as it was said last. */
    public Owner owner() {
        return owner;
    }

    @Override
    public Node node() {
        return node;
    }

    @Override
    public ProcessView process() {
        return process;
    }

    @Override
    public List<AncestorView> ancestors() {
        return ancestors;
    }

    @Override
    public EventType type() {
        return type;
    }

    @Override
    public long time() {
        return clock.toEpoch(buffer.getLong(base + RecordLayout.TIME));
    }

    @Override
    public long threadStartTime() {
        return clock.toEpoch(buffer.getLong(base + RecordLayout.THREAD_START));
    }

    @Override
    public long processStart() {
        return buffer.getLong(base + RecordLayout.PROCESS_START);
    }

    private boolean isFolded() {
        return (buffer.getShort(base + RecordLayout.FLAGS) & RecordLayout.FLAG_FOLDED) != 0;
    }

    /** Whether the event stands for several, the first of which was before this time, by the clock of the records. */
    public boolean beganBefore(long time) {
        return isFolded() && buffer.getLong(base + length + RecordLayout.FOLD_FIRST) < time;
    }

    @Override
    public long count() {
        return isFolded() ? buffer.getLong(base + length + RecordLayout.FOLD_COUNT) : 1;
    }

    @Override
    public long firstTime() {
        return isFolded() ? clock.toEpoch(buffer.getLong(base + length + RecordLayout.FOLD_FIRST)) : time();
    }

    @Override
    public int cpu() {
        return buffer.getInt(base + RecordLayout.CPU);
    }

    @Override
    public int pid() {
        return buffer.getInt(base + RecordLayout.PID);
    }

    @Override
    public int tid() {
        return buffer.getInt(base + RecordLayout.TID);
    }

    @Override
    public int ppid() {
        return buffer.getInt(base + RecordLayout.PPID);
    }

    @Override
    public int hostPid() {
        return buffer.getInt(base + RecordLayout.HOST_PID);
    }

    @Override
    public int hostTid() {
        return buffer.getInt(base + RecordLayout.HOST_TID);
    }

    @Override
    public int hostPpid() {
        return buffer.getInt(base + RecordLayout.HOST_PPID);
    }

    @Override
    public long uid() {
        return buffer.getInt(base + RecordLayout.UID) & 0xffff_ffffL;
    }

    @Override
    public long mountNamespace() {
        return buffer.getInt(base + RecordLayout.MNTNS) & 0xffff_ffffL;
    }

    @Override
    public long pidNamespace() {
        return buffer.getInt(base + RecordLayout.PIDNS) & 0xffff_ffffL;
    }

    @Override
    public long cgroupId() {
        return buffer.getLong(base + RecordLayout.CGROUP);
    }

    @Override
    public long returnValue() {
        return buffer.getLong(base + RecordLayout.RETURN_VALUE);
    }

    @Override
    public int syscall() {
        return buffer.getShort(base + RecordLayout.SYSCALL);
    }

    @Override
    public boolean isCompat() {
        return (buffer.getShort(base + RecordLayout.FLAGS) & RecordLayout.FLAG_COMPAT) != 0;
    }

    @Override
    public Container container() {
        return container;
    }

    @Override
    public ProcessOrigin origin() {
        return container == null ? ProcessOrigin.NONE
                : ProcessOrigin.of(RecordLayout.origin(buffer.getShort(base + RecordLayout.FLAGS)));
    }

    @Override
    public int copyExecId(byte[] target, int at) {
        int end = execEnd();
        if (end == 0) {
            return 0;
        }
        int size = buffer.getInt(base + end + RecordLayout.EXEC_ID_LENGTH);
        buffer.get(base + end - RecordLayout.execSize(size), target, at, size);
        return size;
    }

    /** Where what the record says of an exec ends, from the record's start; 0 where it says nothing. */
    private int execEnd() {
        int flags = buffer.getShort(base + RecordLayout.FLAGS);
        return container == null || (flags & RecordLayout.FLAG_EXEC) == 0 ? 0 : RecordLayout.execEnd(flags, length);
    }

    @Override
    public String execId() {
        byte[] id = new byte[RecordLayout.MAX_EXEC_ID];
        int size = copyExecId(id, 0);
        return size == 0 ? null : new String(id, 0, size, StandardCharsets.US_ASCII);
    }

    @Override
    public int copyComm(byte[] target, int at) {
        return copyText(RecordLayout.COMM, RecordLayout.COMM_SIZE, target, at);
    }

    @Override
    public int copyUtsName(byte[] target, int at) {
        return copyText(RecordLayout.UTS, RecordLayout.UTS_SIZE, target, at);
    }

    private int copyText(int field, int size, byte[] target, int at) {
        int length = textLength(field, size);
        buffer.get(base + field, target, at, length);
        return length;
    }

    private int textLength(int field, int size) {
        int length = 0;
        while (length < size && buffer.get(base + field + length) != 0) {
            length++;
        }
        return length;
    }

    @Override
    public int argCount() {
        return Math.min(slotCount(), slots.arguments());
    }

    @Override
    public int pathOf(int arg) {
        int slot = slots.pathOf(arg);
        return slot < slotCount() ? slot : -1;
    }

    private int slotCount() {
        return buffer.get(base + RecordLayout.ARGS) & 0xff;
    }

    /** A record may have fewer slots than its type has arguments: an argument that is missing reads as zero, or as null. */
    private long slot(int arg) {
        return arg < slotCount() ? buffer.getLong(base + RecordLayout.slot(arg)) : 0;
    }

    @Override
    public long number(int arg) {
        long slot = slot(arg);
        return switch (slots.kind(arg)) {
            case INT -> (int) slot;
            case UINT -> slot & 0xffff_ffffL;
            case BOOL -> slot == 0 ? 0 : 1;
            default -> slot;
        };
    }

    @Override
    public boolean isNull(int arg) {
        return slot(arg) == 0;
    }

    @Override
    public boolean isTruncated(int arg) {
        return (RecordLayout.varFlags(slot(arg)) & RecordLayout.VAR_TRUNCATED) != 0;
    }

    @Override
    public boolean isUnreadable(int arg) {
        return (RecordLayout.varFlags(slot(arg)) & RecordLayout.VAR_UNREADABLE) != 0;
    }

    @Override
    public long address(int arg) {
        long slot = slot(arg);
        boolean known = isUnreadable(arg) && RecordLayout.varLength(slot) == Long.BYTES;
        return known ? buffer.getLong(base + RecordLayout.varOffset(slot)) : 0;
    }

    @Override
    public int byteLength(int arg) {
        return isUnreadable(arg) ? 0 : RecordLayout.varLength(slot(arg));
    }

    @Override
    public void copyBytes(int arg, byte[] target, int at) {
        long slot = slot(arg);
        buffer.get(base + RecordLayout.varOffset(slot), target, at, byteLength(arg));
    }

    @Override
    public String text(int arg) {
        byte[] bytes = new byte[byteLength(arg)];
        copyBytes(arg, bytes, 0);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public String comm() {
        return headerText(RecordLayout.COMM, RecordLayout.COMM_SIZE);
    }

    @Override
    public String utsName() {
        return headerText(RecordLayout.UTS, RecordLayout.UTS_SIZE);
    }

    @Override
    public int recordLength() {
        return length;
    }

    @Override
    public void copyHeader(byte[] target, int at) {
        buffer.get(base, target, at, RecordLayout.HEADER_SIZE);
    }

    @Override
    public void copyRecord(byte[] target, int at) {
        buffer.get(base, target, at, length);
    }

    private String headerText(int field, int size) {
        byte[] bytes = new byte[textLength(field, size)];
        buffer.get(base + field, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
