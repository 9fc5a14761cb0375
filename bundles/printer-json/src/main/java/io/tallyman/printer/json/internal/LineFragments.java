package io.tallyman.printer.json.internal;

import static io.tallyman.printer.json.internal.JsonPrinter.key;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.event.EventView;
import io.tallyman.api.event.Node;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.record.RecordLayout;
import java.util.Arrays;

/**
 * Keeps the JSON that a thread's events of one type share: the whole line but time, processor, return value and
 * arguments. It is encoded when the first such event comes, and again when a part of it has changed. This is a
 * direct-mapped table, because few threads cause most events; of two threads with the same place, each replaces the
 * other. One thread uses the table, and nothing is allocated once the entries have grown.
 */
final class LineFragments {
    private static final int SLOT_BITS = 10;
    private static final int SPREAD = 0x9e37_79b9;
    private static final int HOST = -1;
    /**
     * The first content of each slot, which fits no event. Without it an empty slot would need a branch of its own. The
     * JIT compiler leaves out a branch that is taken rarely, and drops the compiled code when the branch is taken at
     * last.
     */
    private static final Entry EMPTY = new Entry(0);

    private static final byte[] THREAD_START = key(",'threadStartTime':");
    private static final byte[] PROCESSOR = key(",'processorId':");
    private static final byte[] PID = key(",'processId':");
    private static final byte[] CGROUP = key(",'cgroupId':");
    private static final byte[] TID = key(",'threadId':");
    private static final byte[] PPID = key(",'parentProcessId':");
    private static final byte[] HOST_PID = key(",'hostProcessId':");
    private static final byte[] HOST_TID = key(",'hostThreadId':");
    private static final byte[] HOST_PPID = key(",'hostParentProcessId':");
    private static final byte[] UID = key(",'userId':");
    private static final byte[] MOUNT_NS = key(",'mountNamespace':");
    private static final byte[] PID_NS = key(",'pidNamespace':");
    private static final byte[] COMM = key(",'processName':'");
    private static final byte[] UTS = key("','hostName':'");
    private static final byte[] RETURN_VALUE = key(",'returnValue':");
    private static final byte[] SYSCALL = key(",'syscall':'");
    private static final byte[] STARTED = key("','contextFlags':{'containerStarted':true,'isCompat':");
    private static final byte[] NOT_STARTED = key("','contextFlags':{'containerStarted':false,'isCompat':");
    private static final byte[] COMPAT = key("true},'args':[");
    private static final byte[] NOT_COMPAT = key("false},'args':[");

    private final Entry[] slots = new Entry[1 << SLOT_BITS];
    private final EventFragments events;
    private final ContainerFragments containers;
    private final JsonText text;
    private final NodeJson nodes;
    private final byte[] header = new byte[RecordLayout.HEADER_SIZE];
    private final byte[] name = new byte[RecordLayout.UTS_SIZE];

    LineFragments(EventFragments events, ContainerFragments containers, JsonText text) {
        this.events = events;
        this.containers = containers;
        this.text = text;
        nodes = new NodeJson(text);
        Arrays.fill(slots, EMPTY);
    }

    /** The encoded JSON, and the values that it was made of. */
    static final class Entry {
        private final byte[] header = new byte[RecordLayout.HEADER_SIZE];
        private long container = Long.MIN_VALUE;
        private Node node;
        private EventFragments.Fragment type;
        private final LineBuffer text;
        private int processor;
        private int returnValue;

        private Entry(int capacity) {
            text = new LineBuffer(capacity);
        }

        /** The arguments of the event's type. */
        EventFragments.Fragment type() {
            return type;
        }

        /** Appends the members after the time stamp, up to the value of the processor. */
        void putHead(LineBuffer out) {
            out.put(text.array(), 0, processor);
        }

        /** Appends the members after the processor, up to the value of the return value. */
        void putMiddle(LineBuffer out) {
            out.put(text.array(), processor, returnValue - processor);
        }

        /** Appends everything after the return value, up to the first argument. */
        void putTail(LineBuffer out) {
            out.put(text.array(), returnValue, text.length() - returnValue);
        }

        /** The whole header but time, return value and processor. */
        private boolean isOf(byte[] other, long itsContainer, Node itsNode) {
            return container == itsContainer & node == itsNode & Arrays.equals(header, RecordLayout.EVENT, RecordLayout.HEADER_SIZE,
                    other, RecordLayout.EVENT, RecordLayout.HEADER_SIZE)
                    & Arrays.equals(header, RecordLayout.HOST_TID, RecordLayout.CPU,
                    other, RecordLayout.HOST_TID, RecordLayout.CPU)
                    & Arrays.equals(header, RecordLayout.THREAD_START, RecordLayout.RETURN_VALUE,
                    other, RecordLayout.THREAD_START, RecordLayout.RETURN_VALUE);
        }
    }

    Entry of(EventView event) {
        int slot = (event.hostTid() + event.type().id() * SPREAD) * SPREAD >>> Integer.SIZE - SLOT_BITS;
        Entry entry = slots[slot];
        Container container = event.container();
        long serial = container == null ? HOST : container.serial();
        event.copyHeader(header, 0);
        return entry.isOf(header, serial, event.node()) ? entry : encode(event, serial, slot);
    }

    private Entry encode(EventView event, long serial, int slot) {
        if (slots[slot] == EMPTY) {
            slots[slot] = new Entry(1024);
        }
        Entry entry = slots[slot];
        System.arraycopy(header, 0, entry.header, 0, header.length);
        entry.container = serial;
        entry.node = event.node();
        entry.type = events.of(event.type());
        LineBuffer out = entry.text;
        out.clear();
        out.put(THREAD_START).decimal(event.threadStartTime()).put(PROCESSOR);
        entry.processor = out.length();
        putTask(event, out);
        nodes.put(entry.node, out);
        ContainerFragments.Fragment container = containers.of(event.container());
        out.put(container.json()).put(entry.type.head()).decimal(event.argCount()).put(RETURN_VALUE);
        entry.returnValue = out.length();
        putSyscall(event, out.put(SYSCALL));
        out.put(container.started() ? STARTED : NOT_STARTED).put(event.isCompat() ? COMPAT : NOT_COMPAT);
        return entry;
    }

    private void putTask(EventView event, LineBuffer out) {
        out.put(PID).decimal(event.pid()).put(CGROUP).unsigned(event.cgroupId());
        out.put(TID).decimal(event.tid()).put(PPID).decimal(event.ppid());
        out.put(HOST_PID).decimal(event.hostPid()).put(HOST_TID).decimal(event.hostTid());
        out.put(HOST_PPID).decimal(event.hostPpid()).put(UID).decimal(event.uid());
        out.put(MOUNT_NS).decimal(event.mountNamespace()).put(PID_NS).decimal(event.pidNamespace());
        text.put(name, 0, event.copyComm(name, 0), out.put(COMM));
        text.put(name, 0, event.copyUtsName(name, 0), out.put(UTS));
    }

    /** The name of the system call. A 32-bit call has a number of another table, so its name comes from the event. */
    private static void putSyscall(EventView event, LineBuffer out) {
        EventType type = event.type();
        if (!type.isSyscall()) {
            type = event.isCompat() ? null : Catalogue.builtIn().bySyscall(event.syscall());
        }
        if (type != null) {
            out.ascii(type.name());
        }
    }
}
