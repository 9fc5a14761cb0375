package io.tallyman.source.ebpf.internal;

import com.sun.jna.Memory;
import io.tallyman.api.source.CgroupHierarchy;
import io.tallyman.api.source.LossCounter;
import io.tallyman.api.source.RecordClock;
import io.tallyman.api.source.RecordHandler;
import io.tallyman.api.source.SourceException;
import io.tallyman.api.source.SourceSession;
import io.tallyman.api.source.Wish;
import io.tallyman.source.ebpf.internal.layout.CgroupEntryLayout;
import io.tallyman.source.ebpf.internal.layout.Gate;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Attached programs and their ring. The reader holds {@code reading} while it touches the ring, everybody else
 * {@code this}; closing takes both, so that no mapped memory is touched after it is gone.
 */
final class EbpfSession implements SourceSession {
    /**
     * After a batch the reader rests, since from a hundred events a second to ten thousand most of their cost is waking
     * up, the reader and each output. The ring holds thirty times as much as comes in that time at full speed.
     */
    private static final long REST_NANOS = 10_000_000;

    private final ReentrantLock reading = new ReentrantLock();
    private final CgroupHierarchy hierarchy;
    private final Kernel kernel;
    private final Memory key = new Memory(8);
    private final Memory entry = new Memory(CgroupEntryLayout.SIZE);
    /** Something has come since the last rest. Reader thread. */
    private boolean tired;
    private final TakenRecords records;
    private final ClockFollower clock = new ClockFollower(new Clock.OfMachine());
    /** When the clocks have to be compared again, by {@link System#nanoTime}. Reader thread. */
    private long nextComparison = System.nanoTime();
    private volatile boolean closed;
    private long finalEmitted;
    private List<LossCounter> finalLosses;

    private EbpfSession(CgroupHierarchy hierarchy, Kernel kernel) {
        this.hierarchy = hierarchy;
        this.kernel = kernel;
        records = new TakenRecords(kernel.takers());
    }

    static EbpfSession open(Config config, int ringBytes, Set<Program> programs) throws SourceException {
        Kernel kernel = Kernel.load(config, ringBytes, programs);
        try {
            kernel.programs().watch(new BitSet());
            return new EbpfSession(config.hierarchy(), kernel);
        } catch (SourceException | RuntimeException | Error e) {
            kernel.close();
            throw e;
        }
    }

    @Override
    public int poll(RecordHandler handler) {
        reading.lock();
        try {
            if (closed) {
                return -1;
            }
            followClock();
            int delivered = kernel.reader().poll(records.to(handler));
            if (delivered > 0) {
                tired = true;
                clock.delivered();
            }
            return delivered;
        } finally {
            reading.unlock();
        }
    }

    private void followClock() {
        long now = System.nanoTime();
        if (now - nextComparison >= 0) {
            nextComparison = now + ClockFollower.INTERVAL_NANOS;
            clock.compare();
        }
    }

    @Override
    public long mark() {
        reading.lock();
        try {
            return closed ? 0 : kernel.reader().end();
        } finally {
            reading.unlock();
        }
    }

    @Override
    public boolean isPast(long mark) {
        reading.lock();
        try {
            return closed || kernel.reader().position() >= mark;
        } finally {
            reading.unlock();
        }
    }

    @Override
    public void await(long nanos) {
        if (nanos <= 0) {
            return;
        }
        if (tired) {
            tired = false;
            LockSupport.parkNanos(Math.min(nanos, REST_NANOS));
            return;
        }
        reading.lock();
        try {
            if (!closed) {
                kernel.sleeper().sleep(kernel.reader(), nanos);
            }
        } finally {
            reading.unlock();
        }
    }

    @Override
    public void wakeup() {
        kernel.sleeper().wakeup();
    }

    @Override
    public void prepare(BitSet ids) throws SourceException {
        kernel.programs().prepare(ids);
    }

    @Override
    public void events(BitSet ids) {
        wishes(List.of(new Wish(ids, List.of())));
    }

    @Override
    public synchronized void wishes(List<Wish> wishes) {
        if (closed) {
            return;
        }
        BitSet ids = new BitSet();
        wishes.forEach(wish -> ids.or(wish.events()));
        kernel.takers().wishes(wishes);
        try {
            kernel.programs().watch(ids);
        } catch (SourceException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    @Override
    public synchronized void deny(long cgroupId, long takers, boolean below) {
        if (!closed) {
            kernel.takers().deny(cgroupId, takers, below);
        }
    }

    @Override
    public synchronized void undeny() {
        if (!closed) {
            kernel.takers().undeny();
        }
    }

    @Override
    public synchronized void denyProcess(int hostPid, long start, long takers) {
        if (!closed) {
            kernel.takers().denyProcess(hostPid, start, takers);
        }
    }

    @Override
    public synchronized void forgetProcess(int hostPid) {
        if (!closed) {
            kernel.takers().forgetProcess(hostPid);
        }
    }

    @Override
    public synchronized void openGate() {
        if (!closed) {
            kernel.control().gate(Gate.OPEN);
        }
    }

    /** Returns when no program is running any more that has seen the gate open. */
    @Override
    public synchronized void closeGate() {
        if (!closed) {
            kernel.control().gate(Gate.SHUT);
            Libc.syscall(Libc.SYS_MEMBARRIER, Libc.MEMBARRIER_CMD_GLOBAL, 0, 0);
        }
    }

    @Override
    public RecordClock clock() {
        return clock.records();
    }

    @Override
    public synchronized String cgroupPath(long cgroupId) {
        if (closed) {
            return null;
        }
        key.setLong(0, cgroupId);
        return Libbpf.bpf_map_lookup_elem(kernel.cgroups(), key, entry) == 0 ? entry.getString(CgroupEntryLayout.PATH, "UTF-8") : null;
    }

    @Override
    public CgroupHierarchy hierarchy() {
        return hierarchy;
    }

    @Override
    public synchronized long emitted() {
        return closed ? finalEmitted
                : kernel.counters().sum(Counters.Counter.EMITTED) + kernel.programs().recursionMisses();
    }

    @Override
    public synchronized List<LossCounter> losses() {
        return closed ? finalLosses : kernel.counters().losses(kernel.programs().recursionMisses());
    }

    /** The program of a cgroup event may have found no scratch memory, too; that counter does not tell which event. */
    @Override
    public synchronized long lostCgroupRecords() {
        return closed ? 0 : kernel.counters().sum(Counters.Counter.LOST_CGROUP_RING_FULL)
                + kernel.counters().sum(Counters.Counter.LOST_SCRATCH);
    }

    @Override
    public void close() {
        if (reading.isHeldByCurrentThread()) {
            throw new IllegalStateException("a record handler cannot close its source");
        }
        wakeup();
        reading.lock();
        try {
            synchronized (this) {
                if (!closed) {
                    finalEmitted = emitted();
                    finalLosses = losses();
                    closed = true;
                    kernel.close();
                }
            }
        } finally {
            reading.unlock();
        }
    }
}
