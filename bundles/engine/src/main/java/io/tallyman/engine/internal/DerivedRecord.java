package io.tallyman.engine.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.record.RecordLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Makes the records of events that no program writes: container_create, container_remove, existing_container. A record
 * without arguments stands for the event while its container's name is awaited; {@link #complete} adds the arguments.
 * Reader thread only; not on the path of ordinary events.
 */
final class DerivedRecord {
    static final int CONTAINER_CREATE = 2001;
    static final int CONTAINER_REMOVE = 2002;
    static final int EXISTING_CONTAINER = 2003;

    /** No text of a container is longer here; a runtime's answer is limited before, and this keeps any record legal. */
    private static final int TEXT_LIMIT = 2048;

    private final ByteBuffer record = ByteBuffer.allocateDirect(RecordLayout.MAX_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    private int end;

    ByteBuffer buffer() {
        return record;
    }

    /** Size of the record that was made last, in bytes. */
    int length() {
        return end;
    }

    /** A bare record whose header is that of another event, now happening in another cgroup. */
    void bare(int event, long cgroup, ByteBuffer like, int offset) {
        record.put(0, like, offset, RecordLayout.HEADER_SIZE);
        head(event, cgroup);
    }

    /** A bare record of the engine's own doing: no process caused it. */
    void bare(int event, long cgroup, long bootTime) {
        for (int at = 0; at < RecordLayout.HEADER_SIZE; at += Long.BYTES) {
            record.putLong(at, 0);
        }
        record.putLong(RecordLayout.TIME, bootTime);
        record.putLong(RecordLayout.THREAD_START, bootTime);
        record.put(RecordLayout.COMM, "tallyman".getBytes(StandardCharsets.US_ASCII));
        head(event, cgroup);
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
    void complete(ByteBuffer bare, int offset, Container container) {
        if (bare != record) {
            record.put(0, bare, offset, RecordLayout.HEADER_SIZE);
        }
        boolean removed = (record.getShort(RecordLayout.EVENT) & 0xffff) == CONTAINER_REMOVE;
        int args = removed ? 2 : 10;
        record.put(RecordLayout.ARGS, (byte) args);
        end = RecordLayout.slot(args);
        text(0, container.runtime());
        text(1, container.id());
        if (!removed) {
            record.putLong(RecordLayout.slot(2), container.created());
            text(3, container.image());
            text(4, container.imageDigest());
            text(5, container.name());
            text(6, container.pod().name());
            text(7, container.pod().namespace());
            text(8, container.pod().uid());
            record.putLong(RecordLayout.slot(9), container.pod().sandbox() ? 1 : 0);
        }
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
