package io.tallyman.source.ebpf.internal;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;

/** What the programs are told while they run: {@code struct control} of {@code control.bpf.h}, mapped. */
final class Control {
    static final int SLEEPING = 0;
    static final int GATE = 64;
    static final int WANTED = 72;
    static final int EVENTS = 2048;
    static final int CALLS = WANTED + EVENTS;
    static final int CALL_LIMIT = SyscallTable.LIMIT;
    static final int TABLE = CALLS + CALL_LIMIT;
    static final int SIZE = TABLE + 2 * CALL_LIMIT * SyscallTable.ENTRY_SIZE;

    /** Who may pass: {@code enum gate}. */
    enum Gate { CGROUPS, OPEN, SHUT }

    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final ByteBuffer memory;
    private final SyscallTable table;

    Control(ByteBuffer memory, SyscallTable table) {
        this.memory = memory;
        this.table = table;
        table.write(memory, TABLE);
    }

    void gate(Gate gate) {
        INT.setVolatile(memory, GATE, gate.ordinal());
    }

    /** Sets which events the programs let through. Ids that no program writes are left out. */
    void wanted(BitSet ids) {
        Catalogue catalogue = Catalogue.builtIn();
        for (int id = 0; id < EVENTS; id++) {
            EventType type = ids.get(id) ? catalogue.byId(id) : null;
            memory.put(WANTED + id, (byte) (type != null && !type.isDerived() ? 1 : 0));
        }
        byte[] hints = table.hints(ids);
        for (int number = 0; number < CALL_LIMIT; number++) {
            memory.put(CALLS + number, hints[number]);
        }
        VarHandle.fullFence();
    }
}
