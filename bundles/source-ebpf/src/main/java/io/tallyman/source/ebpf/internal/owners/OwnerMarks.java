package io.tallyman.source.ebpf.internal.owners;

import com.sun.jna.Memory;
import io.tallyman.source.ebpf.internal.layout.OwnerEntryLayout;
import io.tallyman.source.ebpf.internal.layout.OwnerStateLayout;
import io.tallyman.source.ebpf.internal.libbpf.BpfMap;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The marks by which the programs find the owner of a cgroup, see {@code owners.bpf.h}. Where the map has no room for a mark,
 * the events of the cgroup belong to whom the cgroup around belongs to. The session guards all methods.
 */
public final class OwnerMarks {
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** {@code OWNER_CONTAINER}; a program that marks a child of a cgroup that holds owners cannot know that. */
    private static final int CONTAINER = 2;

    private final BpfMap owners;
    private final ByteBuffer state;

    /**
     * @param owners the map {@code owners}
     * @param state  {@code struct owner_state}, mapped
     */
    public OwnerMarks(BpfMap owners, ByteBuffer state) {
        this.owners = owners;
        this.state = state;
    }

    /**
     * A cgroup is an owner.
     *
     * @return whether the cgroup was none before; one that was made inside a cgroup whose children are owners is one already
     */
    public boolean own(long cgroupId) {
        return mark(cgroupId, OwnerEntryLayout.IS_OWNER, CONTAINER);
    }

    /** The children of a cgroup are owners. */
    public void ownChildren(long cgroupId) {
        mark(cgroupId, OwnerEntryLayout.HOLDS_OWNERS, 1);
    }

    private boolean mark(long cgroupId, int offset, int value) {
        Memory entry = owners.value();
        boolean exists = owners.get(cgroupId);
        if (!exists) {
            entry.clear();
        }
        int before = entry.getInt(offset);
        if (before >= value) {
            return false;
        }
        final boolean wasFound = exists && !isMarked(entry);
        entry.setInt(offset, value);
        if (offset == OwnerEntryLayout.IS_OWNER) {
            entry.setLong(OwnerEntryLayout.OWNER, cgroupId);
        }
        if (owners.replace(cgroupId)) {
            if (wasFound) {
                LONG.getAndAdd(state, OwnerStateLayout.FOUND, -1L);
            }
            if (before == 0) {
                voidFound();
            }
        }
        return before == 0;
    }

    /** A cgroup is no owner any more, or is gone. */
    public void disown(long cgroupId) {
        if (owners.get(cgroupId) && isMarked(owners.value())) {
            owners.remove(cgroupId);
            voidFound();
        }
    }

    private static boolean isMarked(Memory entry) {
        return entry.getInt(OwnerEntryLayout.IS_OWNER) != 0 || entry.getInt(OwnerEntryLayout.HOLDS_OWNERS) != 0;
    }

    /** What the programs have found under the former marks does not hold any more. */
    private void voidFound() {
        LONG.getAndAdd(state, OwnerStateLayout.GENERATION, 1L);
    }
}
