package io.tallyman.source.ebpf.internal;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.source.ebpf.internal.layout.CallLayout;
import io.tallyman.source.ebpf.internal.layout.Gate;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.Iterator;
import java.util.Set;

/** What the programs are told while they run: {@code struct control} of {@code control.bpf.h}, mapped. */
final class Control {
    static final int SLEEPING = 0;
    static final int GATE = 64;
    static final int SEQUENCE = 68;
    static final int EPOCH = 72;
    static final int TERMS = 76;
    static final int DENIALS = 80;
    static final int OUTSIDERS = 84;
    static final int WANTED = 88;
    static final int EVENTS = 2048;
    static final int CALLS = WANTED + 8 * EVENTS;
    static final int CALL_LIMIT = SyscallTable.LIMIT;
    static final int TABLE = CALLS + CALL_LIMIT;
    static final int TERM = TABLE + 2 * CALL_LIMIT * CallLayout.SIZE;
    static final int ROOT = TERM + Terms.MAX * Terms.SIZE;
    static final int ROOTS_MAX = 16;
    static final int ROOTS = ROOT + 4 * ROOTS_MAX;
    static final int SIZE = ROOTS + 8;

    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

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

    /** The number of the verdicts that count. */
    int epoch() {
        return (int) INT.getVolatile(memory, EPOCH);
    }

    /** From now on no verdict counts that was given before. */
    void newEpoch() {
        INT.setVolatile(memory, EPOCH, epoch() + 1);
        INT.setVolatile(memory, DENIALS, 0);
    }

    /** There are verdicts to be looked for. */
    void denies() {
        INT.setVolatile(memory, DENIALS, 1);
    }

    /** Outsiders of this number count; 0: none do. */
    void outsiders(int number) {
        INT.setVolatile(memory, OUTSIDERS, number);
    }

    /** Processes that are no outsiders when they begin; while none count. */
    void roots(Set<Integer> roots) {
        int at = ROOT;
        for (Iterator<Integer> all = roots.iterator(); at < ROOTS; at += Integer.BYTES) {
            memory.putInt(at, all.hasNext() ? all.next() : 0);
        }
        memory.putInt(ROOTS, roots.size());
        VarHandle.fullFence();
    }

    /** Writes what takers compare; what runs meanwhile lets everything pass. */
    void terms(Terms terms) {
        int sequence = (int) INT.getVolatile(memory, SEQUENCE);
        INT.setVolatile(memory, SEQUENCE, sequence + 1);
        VarHandle.fullFence();
        terms.write(memory, TERM);
        memory.putInt(TERMS, terms.count());
        VarHandle.fullFence();
        INT.setVolatile(memory, SEQUENCE, sequence + 2);
    }

    /** Of what takers compare: even, and another one after each change. */
    int sequence() {
        return (int) INT.getVolatile(memory, SEQUENCE);
    }

    /** Sets which events the programs let through for whom. Ids that no program writes are left out. */
    void wanted(long[] takers) {
        Catalogue catalogue = Catalogue.builtIn();
        BitSet ids = new BitSet();
        for (int id = 0; id < EVENTS; id++) {
            EventType type = takers[id] != 0 ? catalogue.byId(id) : null;
            boolean written = type != null && !type.isDerived();
            ids.set(id, written);
            LONG.setVolatile(memory, WANTED + 8 * id, written ? takers[id] : 0);
        }
        byte[] hints = table.hints(ids);
        for (int number = 0; number < CALL_LIMIT; number++) {
            memory.put(CALLS + number, hints[number]);
        }
        VarHandle.fullFence();
    }
}
