package io.tallyman.source.ebpf.internal.ring;

import io.tallyman.api.source.LossCounter;
import io.tallyman.source.ebpf.internal.layout.CountersLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** The programs' counters in mapped memory: one {@code struct counters} of {@code emit.bpf.h} for each CPU. */
public final class Counters {
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final ByteBuffer memory;
    private final int cpus;

    /** One counter. The programs' losses have a label and a sentence. */
    public enum Counter {
        EMITTED(CountersLayout.EMITTED, "", ""),
        LOST_RING_FULL(CountersLayout.LOST_RING_FULL, "ring_full", "The ring buffer was full."),
        LOST_HEADROOM(CountersLayout.LOST_HEADROOM, "ring_headroom",
                "The ring buffer was full but for the room that is kept for cgroup events."),
        LOST_CGROUP_RING_FULL(CountersLayout.LOST_CGROUP_RING_FULL, "ring_full_cgroup",
                "The ring buffer was full for a cgroup event."),
        LOST_SCRATCH(CountersLayout.LOST_SCRATCH, "scratch_busy",
                "Programs interrupted each other more than twice."),
        LOST_EXEC_STORAGE(CountersLayout.LOST_EXEC_STORAGE, "exec_storage",
                "The kernel had no memory to keep the arguments of an execve until its return."),
        CGROUPS_FORGOTTEN(CountersLayout.CGROUPS_FORGOTTEN, "", ""),
        LOST_SHARE(CountersLayout.LOST_SHARE, "ring_share",
                "The ring buffer was more than half full, and the container or the host had used up its share."),
        LOST_CGROUP_SHARE(CountersLayout.LOST_CGROUP_SHARE, "ring_share_cgroup",
                "The container or the host had used up its share of the ring buffer for cgroup events."),
        LOST_FOLDED(CountersLayout.LOST_FOLDED, "ring_folded",
                "The ring buffer had no room for an event that stood for so many."),
        FOLDED(CountersLayout.FOLDED, "", ""),
        LIMITED(CountersLayout.LIMITED, "", "");

        private final int offset;
        private final String label;
        private final String sentence;

        Counter(int offset, String label, String sentence) {
            this.offset = offset;
            this.label = label;
            this.sentence = sentence;
        }
    }

    public Counters(ByteBuffer memory, int cpus) {
        this.memory = memory;
        this.cpus = cpus;
    }

    /** The total of a counter over all CPUs. */
    public long sum(Counter counter) {
        long sum = 0;
        for (int cpu = 0; cpu < cpus; cpu++) {
            sum += (long) LONG.getVolatile(memory, cpu * CountersLayout.SIZE + counter.offset);
        }
        return sum;
    }

    /**
     * Every reason for a loss.
     *
     * @param skipped runs of programs that the kernel skipped because the same program was running on that CPU; what
     *     each would have written, if anything, nobody knows, so each counts as one record emitted and lost
     */
    public List<LossCounter> losses(long skipped) {
        List<LossCounter> losses = new ArrayList<>();
        for (Counter counter : Counter.values()) {
            if (!counter.label.isEmpty()) {
                losses.add(new LossCounter(counter.label, sum(counter), counter.sentence));
            }
        }
        losses.add(new LossCounter("program_skipped", skipped,
                "The kernel skipped a program that was running on that CPU; counted as one event each."));
        return losses;
    }
}
