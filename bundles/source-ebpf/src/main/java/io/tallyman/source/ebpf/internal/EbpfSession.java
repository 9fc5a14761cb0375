package io.tallyman.source.ebpf.internal;

import io.tallyman.api.event.Node;
import io.tallyman.api.runtime.ProcessSockets.Opened;
import io.tallyman.api.source.CgroupHierarchy;
import io.tallyman.api.source.LossCounter;
import io.tallyman.api.source.RecordClock;
import io.tallyman.api.source.RecordHandler;
import io.tallyman.api.source.SourceException;
import io.tallyman.api.source.SourceSession;
import io.tallyman.engine.early.CgroupOwners;
import io.tallyman.engine.early.EarlyFilter;
import io.tallyman.engine.early.EarlyPlan;
import io.tallyman.engine.early.OwnerLosses;
import io.tallyman.engine.early.ProgramFiles;
import io.tallyman.engine.early.SharedRoom;
import io.tallyman.engine.early.Subscriber;
import io.tallyman.source.ebpf.internal.clock.Clock;
import io.tallyman.source.ebpf.internal.clock.ClockFollower;
import io.tallyman.source.ebpf.internal.filter.DecidedRecords;
import io.tallyman.source.ebpf.internal.files.MachinePrograms;
import io.tallyman.source.ebpf.internal.fold.FoldSweep;
import io.tallyman.source.ebpf.internal.layout.CgroupEntryLayout;
import io.tallyman.source.ebpf.internal.layout.Gate;
import io.tallyman.libc.Libc;
import io.tallyman.source.ebpf.internal.machine.BootId;
import io.tallyman.source.ebpf.internal.programs.BpfProgram;
import io.tallyman.source.ebpf.internal.programs.Config;
import io.tallyman.source.ebpf.internal.ring.Counters;
import io.tallyman.source.ebpf.internal.ring.Pace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Attached programs and their ring. The reader thread holds the lock {@code reading} while it reads or sleeps.
 * Everything else that touches mapped memory holds the monitor of this object. Closing takes both, so that nobody
 * touches mapped memory after it is gone.
 */
final class EbpfSession implements SourceSession, EarlyFilter, CgroupOwners, OwnerLosses, SharedRoom,
        ProgramFiles {
    private final ReentrantLock reading = new ReentrantLock();
    private final CgroupHierarchy hierarchy;
    private final Kernel kernel;
    private final Node node = BootId.machine();
    private final ProgramFiles programFiles = new MachinePrograms();
    private final Pace pace = new Pace(System.nanoTime());
    /** Records since the last rest. Reader thread. */
    private int readSinceRest;
    private final DecidedRecords records;
    private final Clock machine = new Clock.OfMachine();
    private final ClockFollower clock = new ClockFollower(machine);
    /** When the clocks have to be compared again, by {@link System#nanoTime}. Reader thread. */
    private long nextComparison = System.nanoTime();
    /** The programs write nothing more, and the summaries that are left have to be delivered. */
    private volatile boolean gateShut;
    private volatile boolean closed;
    private long finalEmitted;
    private List<LossCounter> finalLosses;
    /** Each tells a visitor of one owner. */
    private final List<Consumer<Visitor>> finalOwnerLosses = new ArrayList<>();
    private List<LossCounter> finalWithheld;

    private EbpfSession(CgroupHierarchy hierarchy, Kernel kernel) {
        this.hierarchy = hierarchy;
        this.kernel = kernel;
        records = new DecidedRecords(kernel.filter());
    }

    /** @param events what the programs are loaded for at once */
    static EbpfSession open(Config config, Set<BpfProgram> programs, BitSet events) throws SourceException {
        return new EbpfSession(config.hierarchy(), Kernel.load(config, programs, events));
    }

    @Override
    public int poll(RecordHandler handler) {
        return poll((buffer, offset, length, subscribers) -> handler.onRecord(buffer, offset, length));
    }

    @Override
    public int poll(Handler handler) {
        reading.lock();
        try {
            if (closed) {
                return -1;
            }
            followClock();
            if (kernel.homes() != null) {
                kernel.homes().lookIfAsked();
            }
            int delivered = kernel.reader().poll(records.to(handler)) + sweepFolds();
            if (delivered > 0) {
                readSinceRest += delivered;
                clock.delivered();
            }
            return delivered;
        } finally {
            reading.unlock();
        }
    }

    /** Delivers summaries of folded calls that are due; returns how many. */
    private int sweepFolds() {
        FoldSweep folds = kernel.folds();
        if (folds == null) {
            return 0;
        }
        if (gateShut) {
            gateShut = false;
            flushFolds();
        } else if (folds.isLookDue()) {
            folds.look(kernel.reader().end(), machine.boot());
        }
        return folds.deliver(kernel.reader().position(), records);
    }

    /** Has all summaries delivered behind what the ring holds now. The caller holds the lock {@code reading}. */
    private long flushFolds() {
        long end = kernel.reader().end();
        if (kernel.folds() != null) {
            kernel.folds().flush(end, machine.boot());
        }
        return end;
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
            return closed ? 0 : flushFolds();
        } finally {
            reading.unlock();
        }
    }

    @Override
    public boolean isPast(long mark) {
        reading.lock();
        try {
            return closed || kernel.reader().position() >= mark
                    && (kernel.folds() == null || !kernel.folds().isFlushing());
        } finally {
            reading.unlock();
        }
    }

    @Override
    public boolean isCrowded() {
        reading.lock();
        try {
            return !closed && kernel.isCrowded();
        } finally {
            reading.unlock();
        }
    }

    /** A wakeup also ends a rest, so that a session that starts or stops does not wait for the end of the rest. */
    @Override
    public void await(long nanos) {
        if (nanos <= 0) {
            return;
        }
        reading.lock();
        try {
            if (closed) {
                return;
            }
            if (readSinceRest > 0) {
                long rest = pace.rest(readSinceRest, System.nanoTime());
                readSinceRest = 0;
                kernel.sleeper().rest(Math.min(nanos, rest));
            } else {
                kernel.sleeper().sleep(kernel.reader(), kernel.folds() == null ? nanos
                        : Math.min(nanos, FoldSweep.INTERVAL_NANOS));
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
    public String whyUnavailable(int event) {
        return kernel.programs().whyUnavailable(event);
    }

    @Override
    public void prepare(BitSet ids) throws SourceException {
        kernel.programs().prepare(ids);
    }

    /** The plan in force. */
    synchronized EarlyPlan plan() {
        return kernel.filter().plan();
    }

    @Override
    public synchronized void events(BitSet ids) {
        publish(plan().next(List.of(new Subscriber(ids, List.of()))));
    }

    @Override
    public synchronized void publish(EarlyPlan plan) {
        if (!closed) {
            kernel.filter().publish(plan);
        }
    }

    @Override
    public synchronized void denyCgroup(long cgroupId, long subscribers, boolean below) {
        if (!closed) {
            kernel.filter().denyCgroup(cgroupId, subscribers, below);
        }
    }

    @Override
    public synchronized void exemptProcess(int hostPid, long start, long subscribers) {
        if (!closed) {
            kernel.filter().exemptProcess(hostPid, start, subscribers);
        }
    }

    @Override
    public synchronized void forgetProcess(int hostPid) {
        if (!closed) {
            kernel.filter().forgetProcess(hostPid);
        }
    }

    @Override
    public synchronized void openGate() {
        if (!closed) {
            kernel.control().gate(Gate.OPEN);
        }
    }

    /** Returns when all programs that have seen the gate open have ended. */
    @Override
    public void closeGate() {
        synchronized (this) {
            if (!closed) {
                kernel.control().gate(Gate.SHUT);
                Libc.syscall(Libc.SYS_MEMBARRIER, Libc.MEMBARRIER_CMD_GLOBAL, 0, 0);
            }
        }
        gateShut = true;
    }

    @Override
    public Node node() {
        return node;
    }

    @Override
    public Opened ofProcess(int hostPid) throws IOException {
        return programFiles.ofProcess(hostPid);
    }

    @Override
    public Opened onOverlay(int device, String path) throws IOException {
        return programFiles.onOverlay(device, path);
    }

    @Override
    public RecordClock clock() {
        return clock.records();
    }

    @Override
    public synchronized String cgroupPath(long cgroupId) {
        boolean found = !closed && kernel.cgroups().get(cgroupId);
        return found ? kernel.cgroups().value().getString(CgroupEntryLayout.PATH, "UTF-8") : null;
    }

    @Override
    public CgroupHierarchy hierarchy() {
        return hierarchy;
    }

    /**
     * The skipped runs are read before the monitor is taken: that waits while programs are loaded, and the reader must
     * not.
     */
    @Override
    public long emitted() {
        long skipped = kernel.programs().recursionMisses();
        synchronized (this) {
            return closed ? finalEmitted : kernel.counters().sum(Counters.Counter.EMITTED) + skipped;
        }
    }

    @Override
    public List<LossCounter> losses() {
        long skipped = kernel.programs().recursionMisses();
        synchronized (this) {
            return closed ? finalLosses : kernel.counters().losses(skipped);
        }
    }

    @Override
    public synchronized void readLimited(LimitVisitor visitor) {
        if (!closed) {
            kernel.accounts().readLimited(visitor);
        }
    }

    @Override
    public synchronized List<LossCounter> withheld() {
        if (closed) {
            return finalWithheld;
        }
        long swept = kernel.folds() == null ? 0 : kernel.folds().folded();
        return List.of(new LossCounter("folded", kernel.counters().sum(Counters.Counter.FOLDED) + swept,
                "Events that became part of an equal one, as --fold asked for."),
                new LossCounter("limited", kernel.counters().sum(Counters.Counter.LIMITED),
                        "Events beyond a limit, as --limit asked for."));
    }

    /** The program of a cgroup event may have found no scratch memory, too; that counter does not tell which event. */
    @Override
    public long lostCgroupRecords() {
        reading.lock();
        try {
            return closed ? 0 : kernel.counters().sum(Counters.Counter.LOST_CGROUP_RING_FULL)
                    + kernel.counters().sum(Counters.Counter.LOST_CGROUP_SHARE)
                    + kernel.counters().sum(Counters.Counter.LOST_SCRATCH);
        } finally {
            reading.unlock();
        }
    }

    @Override
    public synchronized void own(long cgroupId) {
        if (!closed) {
            boolean isNew = kernel.owners().own(cgroupId);
            if (isNew && kernel.homes() != null) {
                kernel.homes().ask();
            }
        }
    }

    @Override
    public synchronized void ownChildren(long cgroupId) {
        if (!closed) {
            kernel.owners().ownChildren(cgroupId);
        }
    }

    @Override
    public synchronized void disown(long cgroupId) {
        if (!closed) {
            kernel.owners().disown(cgroupId);
        }
    }

    @Override
    public synchronized void read(Visitor visitor) {
        if (closed) {
            finalOwnerLosses.forEach(loss -> loss.accept(visitor));
        } else {
            kernel.accounts().read(visitor);
        }
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
                    read((owner, events, bytes, first, last) ->
                            finalOwnerLosses.add(visitor -> visitor.lost(owner, events, bytes, first, last)));
                    finalWithheld = withheld();
                    closed = true;
                    kernel.close();
                }
            }
        } finally {
            reading.unlock();
        }
    }
}
