package io.tallyman.source.ebpf.internal.filter;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.engine.early.EarlyPlan;
import io.tallyman.engine.early.Subscriber;
import io.tallyman.source.ebpf.internal.layout.ControlLayout;
import io.tallyman.source.ebpf.internal.layout.Gate;
import io.tallyman.source.ebpf.internal.layout.PlanLayout;
import io.tallyman.source.ebpf.internal.programs.SyscallTable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.Iterator;

/**
 * What the programs are told while they run: {@code struct control} of {@code control.bpf.h}, in mapped memory. The
 * memory has room for two plans. A plan is written to the place that is not in force, and is in force once its
 * generation is published.
 */
public final class Control {
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final ByteBuffer memory;
    private final SyscallTable table;

    public Control(ByteBuffer memory, SyscallTable table) {
        this.memory = memory;
        this.table = table;
        table.write(memory, ControlLayout.TABLE);
    }

    public void gate(Gate gate) {
        INT.setVolatile(memory, ControlLayout.GATE, gate.ordinal());
    }

    /** From now on the programs look for verdicts of cgroups of this generation. */
    void hasVerdicts(long generation) {
        LONG.setVolatile(memory, ControlLayout.VERDICTS, generation);
    }

    /** From now on the programs look for exempt processes of this generation. */
    void hasExemptions(long generation) {
        LONG.setVolatile(memory, ControlLayout.EXEMPTIONS, generation);
    }

    /**
     * Writes a plan and puts it into force. The fences keep each of the steps visible in this order.
     *
     * @param epoch another number whenever the subscribers are others than in the former plan
     */
    void publish(EarlyPlan plan, int epoch) {
        int slot = ControlLayout.PLAN + (int) (plan.generation() & 1) * PlanLayout.SIZE;
        VarHandle.fullFence();
        write(plan, slot);
        PlanFolds.write(plan, memory, slot);
        new PlanLimits(plan).write(memory, slot);
        memory.putInt(slot + PlanLayout.EPOCH, epoch);
        VarHandle.fullFence();
        LONG.setVolatile(memory, ControlLayout.GENERATION, plan.generation());
    }

    private void write(EarlyPlan plan, int slot) {
        writeWanted(plan, slot + PlanLayout.WANTED);
        byte[] hints = table.hints(written(plan.events()));
        for (int number = 0; number < PlanLayout.CALLS_COUNT; number++) {
            memory.put(slot + PlanLayout.CALLS + number, hints[number]);
        }
        PlanTerms terms = new PlanTerms(plan);
        terms.write(memory, slot + PlanLayout.TERM);
        memory.putInt(slot + PlanLayout.TERMS, terms.count());
        memory.putInt(slot + PlanLayout.ROOTS, plan.roots().size());
        Iterator<Integer> roots = plan.roots().iterator();
        for (int i = 0; i < PlanLayout.ROOT_COUNT; i++) {
            memory.putInt(slot + PlanLayout.ROOT + i * Integer.BYTES, roots.hasNext() ? roots.next() : 0);
        }
    }

    private void writeWanted(EarlyPlan plan, int offset) {
        long[] wanted = new long[PlanLayout.WANTED_COUNT];
        long bit = 1;
        for (Subscriber subscriber : plan.subscribers()) {
            BitSet events = written(subscriber.events());
            for (int id = events.nextSetBit(0); id >= 0; id = events.nextSetBit(id + 1)) {
                wanted[id] |= bit;
            }
            bit <<= 1;
        }
        for (int id = 0; id < wanted.length; id++) {
            memory.putLong(offset + id * Long.BYTES, wanted[id]);
        }
    }

    /** Of these events, those that programs write. The engine makes the others. */
    private static BitSet written(BitSet events) {
        BitSet written = new BitSet();
        events.stream().filter(id -> id < PlanLayout.WANTED_COUNT).forEach(id -> {
            EventType type = Catalogue.builtIn().byId(id);
            written.set(id, type != null && !type.isDerived());
        });
        return written;
    }
}
