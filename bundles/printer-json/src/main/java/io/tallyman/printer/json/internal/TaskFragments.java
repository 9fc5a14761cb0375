package io.tallyman.printer.json.internal;

import static io.tallyman.printer.json.internal.JsonPrinter.key;

import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.record.RecordLayout;
import java.util.Arrays;

/**
 * What an event says of its thread, encoded when the thread's first event comes and again when anything of it has
 * changed. A direct-mapped table by thread id, since few threads make most events; a thread that meets another in its
 * place is encoded anew. Belongs to one thread and allocates nothing once its entries have grown.
 */
final class TaskFragments {
    private static final int SLOTS = 256;
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

    private final Entry[] slots = new Entry[SLOTS];
    private final JsonText text;
    private final byte[] comm = new byte[RecordLayout.COMM_SIZE];
    private final byte[] uts = new byte[RecordLayout.UTS_SIZE];

    TaskFragments(JsonText text) {
        this.text = text;
    }

    /** What was encoded, and from what. */
    private static final class Entry {
        private long start;
        private long hostTask;
        private long task;
        private long parents;
        private long namespaces;
        private long uid;
        private long cgroup;
        private final byte[] comm = new byte[RecordLayout.COMM_SIZE];
        private final byte[] uts = new byte[RecordLayout.UTS_SIZE];
        private int commLength = -1;
        private int utsLength;
        /** From the thread's start to before the processor, and from behind it to the node's name. */
        private final LineBuffer head = new LineBuffer(64);
        private final LineBuffer tail = new LineBuffer(384);
    }

    /** Appends the members from {@code threadStartTime} to {@code hostName}, the last one's quote open. */
    void put(EventView event, LineBuffer out) {
        int slot = event.hostTid() & SLOTS - 1;
        Entry entry = slots[slot];
        if (entry == null) {
            entry = new Entry();
            slots[slot] = entry;
        }
        if (!isCurrent(entry, event)) {
            encode(entry, event);
        }
        out.put(entry.head.array(), 0, entry.head.length()).decimal(event.cpu());
        out.put(entry.tail.array(), 0, entry.tail.length());
    }

    private boolean isCurrent(Entry e, EventView event) {
        int commLength = event.copyComm(comm, 0);
        int utsLength = event.copyUtsName(uts, 0);
        return e.start == event.threadStartTime() && e.hostTask == pair(event.hostTid(), event.hostPid())
                && e.task == pair(event.tid(), event.pid()) && e.parents == pair(event.hostPpid(), event.ppid())
                && e.namespaces == pair((int) event.mountNamespace(), (int) event.pidNamespace())
                && e.uid == event.uid() && e.cgroup == event.cgroupId()
                && e.commLength == commLength && Arrays.equals(e.comm, 0, commLength, comm, 0, commLength)
                && e.utsLength == utsLength && Arrays.equals(e.uts, 0, utsLength, uts, 0, utsLength);
    }

    private static long pair(int high, int low) {
        return (long) high << 32 | low & 0xffff_ffffL;
    }

    private void encode(Entry e, EventView event) {
        e.commLength = event.copyComm(e.comm, 0);
        e.utsLength = event.copyUtsName(e.uts, 0);
        e.start = event.threadStartTime();
        e.hostTask = pair(event.hostTid(), event.hostPid());
        e.task = pair(event.tid(), event.pid());
        e.parents = pair(event.hostPpid(), event.ppid());
        e.namespaces = pair((int) event.mountNamespace(), (int) event.pidNamespace());
        e.uid = event.uid();
        e.cgroup = event.cgroupId();
        e.head.clear();
        e.head.put(THREAD_START).decimal(e.start).put(PROCESSOR);
        LineBuffer out = e.tail;
        out.clear();
        out.put(PID).decimal(event.pid()).put(CGROUP).unsigned(e.cgroup);
        out.put(TID).decimal(event.tid()).put(PPID).decimal(event.ppid());
        out.put(HOST_PID).decimal(event.hostPid()).put(HOST_TID).decimal(event.hostTid());
        out.put(HOST_PPID).decimal(event.hostPpid()).put(UID).decimal(e.uid);
        out.put(MOUNT_NS).decimal(event.mountNamespace()).put(PID_NS).decimal(event.pidNamespace());
        text.put(e.comm, 0, e.commLength, out.put(COMM));
        text.put(e.uts, 0, e.utsLength, out.put(UTS));
    }
}
