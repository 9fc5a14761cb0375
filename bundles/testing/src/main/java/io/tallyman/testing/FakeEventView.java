package io.tallyman.testing;

import static io.tallyman.api.record.RecordLayout.*;

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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A record in an array as an event; its clock is taken to have started with the epoch. The machine has a boot id and no
 * names. Allocates as little as asked.
 */
public final class FakeEventView implements EventView {
    /** A machine with a boot id and no names. */
    public static final Node UNNAMED = new Node("", "", "9f0c2b7e-41d3-4a65-8b17-c3e5d7f90b23");

    private final ByteBuffer record;
    private final EventType type;
    private final Container container;
    private ProcessView process;
    private Node node = UNNAMED;
    private List<AncestorView> ancestors = List.of();

    public FakeEventView(byte[] bytes, Container container) {
        record = ByteBuffer.wrap(bytes).order(ORDER);
        type = Catalogue.builtIn().byId(record.getShort(EVENT));
        this.container = container;
    }

    /** Where the event happened. */
    public FakeEventView on(Node its) {
        node = its;
        return this;
    }

    /** The same event of a process that descends from these. */
    public FakeEventView ancestors(AncestorView... line) {
        ancestors = List.of(line);
        return this;
    }

    @Override
    public List<AncestorView> ancestors() {
        return ancestors;
    }

    @Override
    public Node node() {
        return node;
    }

    /** The process that the event is of. */
    public FakeEventView of(ProcessView known) {
        process = known;
        return this;
    }

    @Override
    public ProcessView process() {
        return process;
    }

    @Override
    public EventType type() {
        return type;
    }

    @Override
    public long time() {
        return record.getLong(TIME);
    }

    private boolean isFolded() {
        return (record.getShort(FLAGS) & FLAG_FOLDED) != 0;
    }

    @Override
    public long count() {
        return isFolded() ? record.getLong(record.capacity() + FOLD_COUNT) : 1;
    }

    @Override
    public long firstTime() {
        return isFolded() ? record.getLong(record.capacity() + FOLD_FIRST) : time();
    }

    @Override
    public long threadStartTime() {
        return record.getLong(THREAD_START);
    }

    @Override
    public long processStart() {
        return record.getLong(PROCESS_START);
    }

    @Override
    public int cpu() {
        return record.getInt(CPU);
    }

    @Override
    public int pid() {
        return record.getInt(PID);
    }

    @Override
    public int tid() {
        return record.getInt(TID);
    }

    @Override
    public int ppid() {
        return record.getInt(PPID);
    }

    @Override
    public int hostPid() {
        return record.getInt(HOST_PID);
    }

    @Override
    public int hostTid() {
        return record.getInt(HOST_TID);
    }

    @Override
    public int hostPpid() {
        return record.getInt(HOST_PPID);
    }

    @Override
    public long uid() {
        return unsigned(UID);
    }

    @Override
    public long mountNamespace() {
        return unsigned(MNTNS);
    }

    @Override
    public long pidNamespace() {
        return unsigned(PIDNS);
    }

    @Override
    public long cgroupId() {
        return record.getLong(CGROUP);
    }

    @Override
    public long returnValue() {
        return record.getLong(RETURN_VALUE);
    }

    @Override
    public int syscall() {
        return record.getShort(SYSCALL);
    }

    @Override
    public boolean isCompat() {
        return (record.getShort(FLAGS) & FLAG_COMPAT) != 0;
    }

    @Override
    public Container container() {
        return container;
    }

    @Override
    public ProcessOrigin origin() {
        return container == null ? ProcessOrigin.NONE : ProcessOrigin.of(RecordLayout.origin(record.getShort(FLAGS)));
    }

    @Override
    public int copyExecId(byte[] target, int at) {
        int flags = record.getShort(FLAGS);
        if (container == null || (flags & FLAG_EXEC) == 0) {
            return 0;
        }
        int end = execEnd(flags, record.capacity());
        int size = record.getInt(end + EXEC_ID_LENGTH);
        record.get(end - execSize(size), target, at, size);
        return size;
    }

    @Override
    public String execId() {
        byte[] id = new byte[MAX_EXEC_ID];
        int size = copyExecId(id, 0);
        return size == 0 ? null : new String(id, 0, size, StandardCharsets.US_ASCII);
    }

    @Override
    public int copyComm(byte[] target, int at) {
        return copyPadded(COMM, COMM_SIZE, target, at);
    }

    @Override
    public int copyUtsName(byte[] target, int at) {
        return copyPadded(UTS, UTS_SIZE, target, at);
    }

    @Override
    public int argCount() {
        return Math.min(record.get(ARGS) & 0xff, type.fields().size());
    }

    @Override
    public int pathOf(int arg) {
        int slot = RecordSlots.of(type).pathOf(arg);
        return slot < (record.get(ARGS) & 0xff) ? slot : -1;
    }

    @Override
    public long number(int arg) {
        long value = record.getLong(slot(arg));
        return switch (type.fields().get(arg).kind()) {
            case INT -> (int) value;
            case UINT -> value & 0xffff_ffffL;
            case BOOL -> value == 0 ? 0 : 1;
            default -> value;
        };
    }

    @Override
    public boolean isNull(int arg) {
        return record.getLong(slot(arg)) == 0;
    }

    @Override
    public boolean isTruncated(int arg) {
        return (varFlags(record.getLong(slot(arg))) & VAR_TRUNCATED) != 0;
    }

    @Override
    public boolean isUnreadable(int arg) {
        return (varFlags(record.getLong(slot(arg))) & VAR_UNREADABLE) != 0;
    }

    @Override
    public long address(int arg) {
        long slot = record.getLong(slot(arg));
        return isUnreadable(arg) && varLength(slot) == Long.BYTES ? record.getLong(varOffset(slot)) : 0;
    }

    @Override
    public int byteLength(int arg) {
        return isUnreadable(arg) ? 0 : varLength(record.getLong(slot(arg)));
    }

    @Override
    public void copyBytes(int arg, byte[] target, int at) {
        long slot = record.getLong(slot(arg));
        record.get(varOffset(slot), target, at, byteLength(arg));
    }

    @Override
    public String text(int arg) {
        byte[] bytes = new byte[byteLength(arg)];
        copyBytes(arg, bytes, 0);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public String comm() {
        byte[] bytes = new byte[COMM_SIZE];
        return new String(bytes, 0, copyComm(bytes, 0), StandardCharsets.UTF_8);
    }

    @Override
    public String utsName() {
        byte[] bytes = new byte[UTS_SIZE];
        return new String(bytes, 0, copyUtsName(bytes, 0), StandardCharsets.UTF_8);
    }

    @Override
    public int recordLength() {
        return record.capacity();
    }

    @Override
    public void copyHeader(byte[] target, int at) {
        record.get(0, target, at, HEADER_SIZE);
    }

    @Override
    public void copyRecord(byte[] target, int at) {
        record.get(0, target, at, record.capacity());
    }

    private int copyPadded(int from, int size, byte[] target, int at) {
        int length = 0;
        while (length < size && record.get(from + length) != 0) {
            length++;
        }
        record.get(from, target, at, length);
        return length;
    }

    private long unsigned(int at) {
        return record.getInt(at) & 0xffff_ffffL;
    }
}
