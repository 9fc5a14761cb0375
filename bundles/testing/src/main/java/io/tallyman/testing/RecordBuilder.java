package io.tallyman.testing;

import static io.tallyman.api.record.RecordLayout.*;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.event.ProcessOrigin;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Builds the bytes of one record as an eBPF program would have written them. Every header field starts with a number
 * of its own, so that a reader that takes one for another is seen; arguments start as zero or a null pointer.
 */
public final class RecordBuilder {
    private final EventType type;
    private final ByteBuffer record = ByteBuffer.allocate(MAX_SIZE).order(ORDER);
    private int end;

    private RecordBuilder(EventType type) {
        this.type = type;
        end = slot(type.fields().size());
        record.putShort(EVENT, (short) type.id()).put(ARGS, (byte) type.fields().size());
        time(1_795_312_011_228_577_335L).threadStart(1_795_312_010_000_000_003L)
                .processStart(1_009_000_000_007L).cgroup(16_439).returnValue(0);
        hostTask(40_013, 40_009, 40_001).task(17, 13, 11).uid(1_009).namespaces(4_026_532_171L, 4_026_532_177L);
        cpu(1).syscall(type.isSyscall() ? type.x86() : -1).comm("ls").uts("a1b2c3d4e5f6");
    }

    /** A record of the event with this name. */
    public static RecordBuilder of(String event) {
        EventType type = Catalogue.builtIn().byName(event);
        if (type == null) {
            throw new IllegalArgumentException("no event " + event);
        }
        return new RecordBuilder(type);
    }

    public RecordBuilder time(long nanos) {
        record.putLong(TIME, nanos);
        return this;
    }

    public RecordBuilder threadStart(long nanos) {
        record.putLong(THREAD_START, nanos);
        return this;
    }

    public RecordBuilder processStart(long nanos) {
        record.putLong(PROCESS_START, nanos);
        return this;
    }

    public RecordBuilder cgroup(long id) {
        record.putLong(CGROUP, id);
        return this;
    }

    public RecordBuilder returnValue(long value) {
        record.putLong(RETURN_VALUE, value);
        return this;
    }

    public RecordBuilder hostTask(int tid, int pid, int ppid) {
        record.putInt(HOST_TID, tid).putInt(HOST_PID, pid).putInt(HOST_PPID, ppid);
        return this;
    }

    /** Ids in the task's own pid namespace. */
    public RecordBuilder task(int tid, int pid, int ppid) {
        record.putInt(TID, tid).putInt(PID, pid).putInt(PPID, ppid);
        return this;
    }

    public RecordBuilder uid(long uid) {
        record.putInt(UID, (int) uid);
        return this;
    }

    public RecordBuilder namespaces(long mount, long pid) {
        record.putInt(MNTNS, (int) mount).putInt(PIDNS, (int) pid);
        return this;
    }

    public RecordBuilder cpu(int cpu) {
        record.putInt(CPU, cpu);
        return this;
    }

    /** The system call's number on this machine, or -1. */
    public RecordBuilder syscall(int number) {
        record.putShort(SYSCALL, (short) number);
        return this;
    }

    public RecordBuilder flags(int flags) {
        record.putShort(FLAGS, (short) flags);
        return this;
    }

    /** How the process came into its container; adds to the flags. */
    public RecordBuilder origin(ProcessOrigin origin) {
        return flags(record.getShort(FLAGS) | origin.ordinal() << FLAG_ORIGIN_SHIFT);
    }

    public RecordBuilder comm(String name) {
        return comm(utf8(name));
    }

    public RecordBuilder comm(byte[] name) {
        return padded(COMM, COMM_SIZE, name);
    }

    public RecordBuilder uts(String node) {
        return uts(utf8(node));
    }

    public RecordBuilder uts(byte[] node) {
        return padded(UTS, UTS_SIZE, node);
    }

    /** A scalar argument. */
    public RecordBuilder number(String field, long value) {
        record.putLong(slotOf(field), value);
        return this;
    }

    public RecordBuilder text(String field, String value) {
        return bytes(field, utf8(value));
    }

    public RecordBuilder strings(String field, String... values) {
        StringBuilder all = new StringBuilder();
        for (String value : values) {
            all.append(value).append('\0');
        }
        return text(field, all.toString());
    }

    /** A variable argument as it is in the record. */
    public RecordBuilder bytes(String field, byte... value) {
        return bytes(field, value, 0);
    }

    /** A variable argument that is longer than what is kept of it. */
    public RecordBuilder truncated(String field, byte... value) {
        return bytes(field, value, VAR_TRUNCATED);
    }

    /** A variable argument whose memory could not be read. */
    public RecordBuilder unreadable(String field) {
        return bytes(field, new byte[0], VAR_UNREADABLE);
    }

    /** A variable argument whose memory, at this address, could not be read. */
    public RecordBuilder unreadable(String field, long address) {
        return bytes(field, ByteBuffer.allocate(Long.BYTES).order(ORDER).putLong(address).array(), VAR_UNREADABLE);
    }

    /** An internet address as {@code connect} and {@code bind} have it. */
    public RecordBuilder inet(String field, int port, int... address) {
        ByteBuffer bytes = ByteBuffer.allocate(address.length == 4 ? 16 : 28);
        bytes.order(ORDER).putShort((short) (address.length == 4 ? 2 : 10));
        bytes.put((byte) (port >> 8)).put((byte) port).position(address.length == 4 ? 4 : 8);
        for (int part : address) {
            bytes.put((byte) part);
        }
        return bytes(field, bytes.array());
    }

    /** Gives each descriptor, and at last the returned one, its path; null where there is none. Before other bytes. */
    public RecordBuilder paths(String... paths) {
        int args = type.fields().size();
        record.put(ARGS, (byte) (args + paths.length));
        end = slot(args + paths.length);
        for (int i = 0; i < paths.length; i++) {
            if (paths[i] != null) {
                byte[] bytes = utf8(paths[i]);
                record.putLong(slot(args + i), varSlot(end, bytes.length, 0)).put(end, bytes);
                end += bytes.length;
            }
        }
        return this;
    }

    /**
     * The record is of a process that this process of a runtime has brought into a container. After all other bytes, before
     * {@link #folded}.
     *
     * @param id of the exec; empty: as the kernel writes it
     */
    public RecordBuilder exec(int pid, long start, String id) {
        end = end + 7 & ~7;
        byte[] bytes = utf8(id);
        record.putShort(FLAGS, (short) (record.getShort(FLAGS) | FLAG_EXEC)).put(end, bytes);
        end = end + bytes.length + 7 & ~7;
        record.putLong(end, start).putInt(end + Long.BYTES, pid).putInt(end + Long.BYTES + Integer.BYTES, bytes.length);
        end += EXEC_SIZE;
        return this;
    }

    /** The record stands for so many events, of which the first one happened at this time. After all other bytes. */
    public RecordBuilder folded(long count, long first) {
        end = end + 7 & ~7;
        record.putShort(FLAGS, (short) (record.getShort(FLAGS) | FLAG_FOLDED));
        record.putLong(end, count).putLong(end + Long.BYTES, first);
        end += FOLD_SIZE;
        return this;
    }

    /** The record, padded to eight bytes. */
    public byte[] bytes() {
        return Arrays.copyOf(record.array(), end + 7 & ~7);
    }

    /** The event of the host that the record tells of. */
    public FakeEventView view() {
        return view(null);
    }

    public FakeEventView view(Container container) {
        return new FakeEventView(bytes(), container);
    }

    private RecordBuilder bytes(String field, byte[] value, int flags) {
        record.putLong(slotOf(field), varSlot(end, value.length, flags)).put(end, value);
        end += value.length;
        return this;
    }

    private RecordBuilder padded(int at, int size, byte[] value) {
        record.put(at, new byte[size]).put(at, value, 0, Math.min(size, value.length));
        return this;
    }

    private int slotOf(String field) {
        int arg = type.indexOf(field);
        if (arg < 0) {
            throw new IllegalArgumentException(type.name() + " has no argument " + field);
        }
        return slot(arg);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
