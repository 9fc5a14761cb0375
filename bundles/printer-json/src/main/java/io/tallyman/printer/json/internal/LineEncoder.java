package io.tallyman.printer.json.internal;

import static io.tallyman.printing.JsonText.key;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.EventType;
import io.tallyman.api.event.EventView;
import io.tallyman.api.event.ProcessOrigin;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.printing.ContainerFragments;
import io.tallyman.printing.EntityId;
import io.tallyman.printing.EventValues;
import io.tallyman.printing.JsonText;
import io.tallyman.printing.SharedText;

/** Encodes the line but for time, processor, return value and arguments. For one thread. */
final class LineEncoder implements SharedText.Encoder {
    /** The members after the time stamp, up to the value of the processor. */
    static final int HEAD = 0;
    /** The members after the processor, up to the value of the return value. */
    static final int MIDDLE = 1;
    /** Everything after the return value, up to the first argument. */
    static final int TAIL = 2;
    static final int PARTS = 3;

    private static final byte[] THREAD_START = key(",'threadStartTime':");
    private static final byte[] PROCESSOR = key(",'processorId':");
    private static final byte[] PID = key(",'processId':");
    private static final byte[] CGROUP = key(",'cgroupId':");
    private static final byte[] TID = key(",'threadId':");
    private static final byte[] PPID = key(",'parentProcessId':");
    private static final byte[] HOST_PID = key(",'hostProcessId':");
    private static final byte[] HOST_TID = key(",'hostThreadId':");
    private static final byte[] HOST_PPID = key(",'hostParentProcessId':");
    private static final byte[] ENTITY = key(",'entityId':'");
    private static final byte[] ORIGIN = key(",'origin':'");
    private static final byte[] EXEC_ID = key(",'execId':'");
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

    private final EventFragments events;
    private final ContainerFragments containers;
    private final JsonText text;
    private final NodeJson nodes;
    private final byte[] name = new byte[RecordLayout.UTS_SIZE];
    private final byte[] exec = new byte[RecordLayout.MAX_EXEC_ID];

    LineEncoder(EventFragments events, ContainerFragments containers, JsonText text) {
        this.events = events;
        this.containers = containers;
        this.text = text;
        nodes = new NodeJson(text);
    }

    @Override
    public void encode(EventView event, SharedText.Entry entry) {
        LineBuffer out = entry.text();
        out.put(THREAD_START).decimal(event.threadStartTime()).put(PROCESSOR);
        entry.endPart();
        putTask(event, out);
        nodes.put(event.node(), out);
        Container container = event.container();
        out.put(containers.of(container)).put(events.of(event.type()).head()).decimal(event.argCount())
                .put(RETURN_VALUE);
        entry.endPart();
        putSyscall(event, out.put(SYSCALL));
        out.put(container != null && container.started() ? STARTED : NOT_STARTED)
                .put(event.isCompat() ? COMPAT : NOT_COMPAT);
        entry.endPart();
    }

    private void putTask(EventView event, LineBuffer out) {
        out.put(PID).decimal(event.pid()).put(CGROUP).unsigned(event.cgroupId());
        out.put(TID).decimal(event.tid()).put(PPID).decimal(event.ppid());
        out.put(HOST_PID).decimal(event.hostPid()).put(HOST_TID).decimal(event.hostTid());
        out.put(HOST_PPID).decimal(event.hostPpid());
        putEntity(event, out);
        if (event.origin() != ProcessOrigin.NONE) {
            out.put(ORIGIN).ascii(event.origin().word()).put('"');
            putExecId(event, out);
        }
        out.put(UID).decimal(event.uid());
        out.put(MOUNT_NS).decimal(event.mountNamespace()).put(PID_NS).decimal(event.pidNamespace());
        text.put(name, 0, event.copyComm(name, 0), out.put(COMM));
        text.put(name, 0, event.copyUtsName(name, 0), out.put(UTS));
    }

    private void putExecId(EventView event, LineBuffer out) {
        int size = event.copyExecId(exec, 0);
        if (size > 0) {
            text.put(exec, 0, size, out.put(EXEC_ID));
            out.put('"');
        }
    }

    /** A process without a name of its own has no such member. */
    private static void putEntity(EventView event, LineBuffer out) {
        int start = out.length();
        int value = out.put(ENTITY).length();
        EntityId.put(event, out);
        if (out.length() == value) {
            out.length(start);
        } else {
            out.put('"');
        }
    }

    /** The name of the system call. */
    private static void putSyscall(EventView event, LineBuffer out) {
        EventType type = EventValues.syscall(event);
        if (type != null) {
            out.ascii(type.name());
        }
    }
}
