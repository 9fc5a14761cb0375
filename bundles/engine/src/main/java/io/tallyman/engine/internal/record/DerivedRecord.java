package io.tallyman.engine.internal.record;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.Catalogue;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.engine.internal.loss.Hole;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Makes the records of events that no program writes: container_create, container_start, container_remove,
 * existing_container, lost. A record without arguments stands for the event while its container's name is awaited;
 * {@link #complete} adds the arguments. Reader thread only; not on the path of ordinary events.
 *
 * <p>Behind the header of a bare container_start lie the slots of path and arguments of the exec, then their bytes.
 */
public final class DerivedRecord {
    public static final int CONTAINER_CREATE = 2001;
    public static final int CONTAINER_REMOVE = 2002;
    public static final int EXISTING_CONTAINER = 2003;
    public static final int CONTAINER_START = 2004;
    public static final int LOST = 2005;

    /** No text of a container is longer here; a runtime's answer is limited before, and this keeps any record legal. */
    private static final int TEXT_LIMIT = 2048;
    private static final int[] OF_EXEC = {execField("pathname"), execField("argv")};
    private static final int OF_CONTAINER = 10;
    private static final int OF_LOST = 5;

    private final ByteBuffer record = ByteBuffer.allocateDirect(RecordLayout.MAX_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer execed = ByteBuffer.allocateDirect(RecordLayout.MAX_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    private int end;

    private static int execField(String name) {
        return Catalogue.builtIn().byName("sched_process_exec").indexOf(name);
    }

    public ByteBuffer buffer() {
        return record;
    }

    /** Size of the record that was made last, in bytes. */
    public int length() {
        return end;
    }

    /** A bare record whose header is that of another event, now happening in another cgroup. */
    public void bare(int event, long cgroup, ByteBuffer like, int offset) {
        record.put(0, like, offset, RecordLayout.HEADER_SIZE);
        // what an exec's record ends with does not follow here
        int flags = record.getShort(RecordLayout.FLAGS) & ~RecordLayout.FLAG_EXEC;
        // except at the start, the process is not in the container
        record.putShort(RecordLayout.FLAGS, (short) (event == CONTAINER_START ? flags : RecordLayout.withoutOrigin(flags)));
        head(event, cgroup);
    }

    /** A bare record of the engine's own doing: no process caused it. */
    public void bare(int event, long cgroup, long bootTime) {
        for (int at = 0; at < RecordLayout.HEADER_SIZE; at += Long.BYTES) {
            record.putLong(at, 0);
        }
        record.putLong(RecordLayout.TIME, bootTime);
        record.putLong(RecordLayout.THREAD_START, bootTime);
        record.put(RecordLayout.COMM, "tallyman".getBytes(StandardCharsets.US_ASCII));
        head(event, cgroup);
    }

    /** A bare container_start, of the exec that is the entry point's. */
    public void bareStart(long cgroup, ByteBuffer exec, int offset) {
        bare(CONTAINER_START, cgroup, exec, offset);
        end += OF_EXEC.length * Long.BYTES;
        for (int i = 0; i < OF_EXEC.length; i++) {
            copy(exec, offset, exec.getLong(offset + RecordLayout.slot(OF_EXEC[i])), RecordLayout.slot(i));
        }
        pad();
    }

    /**
     * A whole record that tells of lost events.
     *
     * @param bootTime when it is told
     */
    public void lost(Hole hole, long bootTime) {
        bare(LOST, hole.cgroup(), bootTime);
        record.put(RecordLayout.ARGS, (byte) OF_LOST);
        end = RecordLayout.slot(OF_LOST);
        record.putLong(RecordLayout.slot(0), hole.count());
        text(1, hole.reason());
        text(2, hole.whose().word());
        record.putLong(RecordLayout.slot(3), hole.first());
        record.putLong(RecordLayout.slot(4), hole.last());
        pad();
    }

    private void head(int event, long cgroup) {
        record.putLong(RecordLayout.CGROUP, cgroup);
        record.putLong(RecordLayout.RETURN_VALUE, 0);
        record.putShort(RecordLayout.EVENT, (short) event);
        record.putShort(RecordLayout.SYSCALL, (short) -1);
        record.put(RecordLayout.ARGS, (byte) 0);
        end = RecordLayout.HEADER_SIZE;
    }

    /** Takes a bare record and adds the arguments that the container's snapshot gives. */
    public void complete(ByteBuffer bare, int offset, Container container) {
        int event = bare.getShort(offset + RecordLayout.EVENT) & 0xffff;
        if (event == CONTAINER_START) {
            keepExec(bare, offset);
        }
        if (bare != record) {
            record.put(0, bare, offset, RecordLayout.HEADER_SIZE);
        }
        int args = switch (event) {
            case CONTAINER_REMOVE -> 2;
            case CONTAINER_START -> OF_CONTAINER + OF_EXEC.length;
            default -> OF_CONTAINER;
        };
        record.put(RecordLayout.ARGS, (byte) args);
        end = RecordLayout.slot(args);
        text(0, container.runtime());
        text(1, container.id());
        if (args > 2) {
            describe(container);
        }
        for (int arg = OF_CONTAINER; arg < args; arg++) {
            copy(execed, 0, execed.getLong(RecordLayout.slot(arg - OF_CONTAINER)), RecordLayout.slot(arg));
        }
        pad();
    }

    private void describe(Container container) {
        record.putLong(RecordLayout.slot(2), container.created());
        text(3, container.image());
        text(4, container.imageDigest());
        text(5, container.name());
        text(6, container.pod().name());
        text(7, container.pod().namespace());
        text(8, container.pod().uid());
        record.putLong(RecordLayout.slot(9), container.pod().sandbox() ? 1 : 0);
    }

    /** What the bare record holds of the exec, before its place is taken by the arguments. */
    private void keepExec(ByteBuffer bare, int offset) {
        int size = RecordLayout.HEADER_SIZE + OF_EXEC.length * Long.BYTES;
        for (int i = 0; i < OF_EXEC.length; i++) {
            size += RecordLayout.varLength(bare.getLong(offset + RecordLayout.slot(i)));
        }
        execed.put(0, bare, offset, size);
    }

    /** Copies a variable argument to the end; what does not fit is cut off with a mark. */
    private void copy(ByteBuffer from, int offset, long slot, int to) {
        int length = Math.min(RecordLayout.varLength(slot), RecordLayout.MAX_SIZE - Long.BYTES - end);
        int flags = RecordLayout.varFlags(slot);
        record.put(end, from, offset + RecordLayout.varOffset(slot), length);
        if (length < RecordLayout.varLength(slot)) {
            flags |= RecordLayout.VAR_TRUNCATED;
            record.put(end + length - 1, (byte) 0);
        }
        record.putLong(to, slot == 0 ? 0 : RecordLayout.varSlot(end, length, flags));
        end += length;
    }

    private void pad() {
        for (; (end & 7) != 0; end++) {
            record.put(end, (byte) 0);
        }
    }

    private void text(int arg, String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        boolean cut = utf8.length > TEXT_LIMIT;
        byte[] kept = cut ? Arrays.copyOf(utf8, TEXT_LIMIT) : utf8;
        record.put(end, kept);
        record.putLong(RecordLayout.slot(arg),
                RecordLayout.varSlot(end, kept.length, cut ? RecordLayout.VAR_TRUNCATED : 0));
        end += kept.length;
    }
}
