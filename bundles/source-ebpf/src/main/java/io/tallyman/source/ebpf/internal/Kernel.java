package io.tallyman.source.ebpf.internal;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.source.SourceException;
import io.tallyman.source.ebpf.internal.filter.Control;
import io.tallyman.source.ebpf.internal.filter.InKernelFilter;
import io.tallyman.source.ebpf.internal.fold.FoldSweep;
import io.tallyman.source.ebpf.internal.fold.FoldTable;
import io.tallyman.source.ebpf.internal.programs.SyscallTable;
import io.tallyman.source.ebpf.internal.layout.AccountLayout;
import io.tallyman.source.ebpf.internal.layout.CgroupEntryLayout;
import io.tallyman.source.ebpf.internal.layout.ControlLayout;
import io.tallyman.source.ebpf.internal.layout.CountersLayout;
import io.tallyman.source.ebpf.internal.layout.ExemptProcessLayout;
import io.tallyman.source.ebpf.internal.layout.FoldLayout;
import io.tallyman.source.ebpf.internal.layout.FoldRecordLayout;
import io.tallyman.source.ebpf.internal.layout.OwnerEntryLayout;
import io.tallyman.source.ebpf.internal.layout.OwnerStateLayout;
import io.tallyman.source.ebpf.internal.layout.VerdictLayout;
import io.tallyman.source.ebpf.internal.libbpf.BpfMap;
import io.tallyman.source.ebpf.internal.libbpf.Libbpf;
import io.tallyman.source.ebpf.internal.libbpf.LibbpfMessages;
import io.tallyman.source.ebpf.internal.libbpf.MapBatch;
import io.tallyman.source.ebpf.internal.memory.Mapping;
import io.tallyman.source.ebpf.internal.memory.SlidingMapping;
import io.tallyman.source.ebpf.internal.owners.Accounts;
import io.tallyman.source.ebpf.internal.owners.MountHomes;
import io.tallyman.source.ebpf.internal.owners.OwnerMarks;
import io.tallyman.source.ebpf.internal.programs.BpfObject;
import io.tallyman.source.ebpf.internal.programs.BpfProgram;
import io.tallyman.source.ebpf.internal.programs.Config;
import io.tallyman.source.ebpf.internal.programs.Programs;
import io.tallyman.source.ebpf.internal.ring.Counters;
import io.tallyman.source.ebpf.internal.ring.RingReader;
import io.tallyman.source.ebpf.internal.ring.Sleeper;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.Set;

/** The loaded object and the memory that it shares with user space. What was opened last is closed first. */
final class Kernel implements AutoCloseable {
    /** Each CPU has one scratch for the program of a task and one for the program of an interrupt. */
    private static final int NESTING = 2;
    /** Cgroups whose makers are known: as many as the programs know paths of. */
    private static final int MAKERS = 65_536;
    /** So many mount namespaces of containers are known. */
    private static final int MOUNT_HOMES = 16_384;
    /** So much of the ring is mapped at a time: some 4,000 records, so that mapping the next piece costs little. */
    private static final int RING_PIECE = 1024 * 1024;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private Programs programs;
    private RingReader reader;
    private int crowdedFrom;
    private Sleeper sleeper;
    private Control control;
    private InKernelFilter filter;
    private Counters counters;
    private BpfMap cgroups;
    private OwnerMarks owners;
    private Accounts accounts;
    private FoldSweep folds;
    private MountHomes homes;

    /**
     * @param possible the programs whose tracepoints the running kernel has
     * @param events   what the programs are loaded for at once
     */
    static Kernel load(Config config, Set<BpfProgram> possible, BitSet events) throws SourceException {
        Kernel kernel = new Kernel();
        try {
            kernel.open(config, possible, events);
            return kernel;
        } catch (SourceException | RuntimeException | Error e) {
            kernel.close();
            throw e;
        }
    }

    private void open(Config config, Set<BpfProgram> possible, BitSet events) throws SourceException {
        int ringBytes = config.limits().ringBytes();
        int cpus = Libbpf.libbpf_num_possible_cpus();
        LibbpfMessages messages = keep(new LibbpfMessages());
        BpfObject object = keep(BpfObject.open(messages));
        object.maxEntries("ring", ringBytes);
        object.maxEntries("counters", cpus);
        object.maxEntries("scratches", NESTING * cpus);
        if (config.fold()) {
            object.maxEntries("folds", FoldTable.PLACES);
            object.maxEntries("fold_records", FoldTable.PLACES);
            object.maxEntries("fold_holders", FoldTable.HOLDERS);
        }
        if (config.origins()) {
            object.maxEntries("cgroup_makers", MAKERS);
            object.maxEntries("mount_homes", MOUNT_HOMES);
        }
        object.configure(config);
        programs = keep(new Programs(object, possible, events, messages));
        int ring = object.mapFd("ring");
        ByteBuffer consumer = keep(Mapping.of(ring, 0, Mapping.PAGE, true)).buffer();
        ByteBuffer producer = keep(Mapping.of(ring, Mapping.PAGE, Mapping.PAGE, false)).buffer();
        int piece = Math.min(ringBytes, RING_PIECE);
        SlidingMapping data = keep(SlidingMapping.of(ring, 2L * Mapping.PAGE, RingReader.mapped(ringBytes), piece,
                RingReader.reach(ringBytes)));
        crowdedFrom = config.limits().crowdedFrom();
        reader = new RingReader(consumer, producer, data.buffer(), ringBytes, piece, data::show);
        ByteBuffer page = shared(object, ".data.control", ControlLayout.SIZE);
        control = new Control(page, new SyscallTable(Catalogue.builtIn(), config.writeBytes() > 0 || config.fdPaths()));
        filter = new InKernelFilter(control, new BpfMap(object.mapFd("verdicts"), Long.BYTES, VerdictLayout.SIZE),
                new BpfMap(object.mapFd("exempt"), Integer.BYTES, ExemptProcessLayout.SIZE));
        sleeper = keep(new Sleeper(ring, page, ControlLayout.SLEEPING));
        counters = new Counters(shared(object, "counters", (long) cpus * CountersLayout.SIZE), cpus);
        if (config.fold()) {
            folds = new FoldSweep(new FoldTable(
                    shared(object, "folds", (long) FoldTable.PLACES * FoldLayout.SIZE),
                    shared(object, "fold_records", (long) FoldTable.PLACES * FoldRecordLayout.SIZE)));
        }
        cgroups = new BpfMap(object.mapFd("cgroups"), Long.BYTES, CgroupEntryLayout.SIZE);
        owners = new OwnerMarks(new BpfMap(object.mapFd("owners"), Long.BYTES, OwnerEntryLayout.SIZE),
                shared(object, ".data.owners", OwnerStateLayout.SIZE));
        if (config.origins()) {
            homes = new MountHomes(programs.linkFd(BpfProgram.ON_ORIGIN_LOOK));
        }
        int map = object.mapFd("accounts");
        accounts = new Accounts(new BpfMap(map, Long.BYTES, AccountLayout.SIZE), new MapBatch(map, AccountLayout.SIZE));
    }

    private ByteBuffer shared(BpfObject object, String map, long bytes) throws SourceException {
        return keep(Mapping.of(object.mapFd(map), 0, bytes, true)).buffer();
    }

    private <T extends AutoCloseable> T keep(T resource) {
        opened.push(resource);
        return resource;
    }

    Programs programs() {
        return programs;
    }

    /** Whether those who are not loud will soon lose records, too. Reader thread. */
    boolean isCrowded() {
        return reader.used() > crowdedFrom;
    }

    RingReader reader() {
        return reader;
    }

    Sleeper sleeper() {
        return sleeper;
    }

    Control control() {
        return control;
    }

    InKernelFilter filter() {
        return filter;
    }

    Counters counters() {
        return counters;
    }

    /** Takes summaries of folded calls out of the table; null where nothing is folded. */
    FoldSweep folds() {
        return folds;
    }

    /** The cgroups that the programs know, by id. */
    BpfMap cgroups() {
        return cgroups;
    }

    OwnerMarks owners() {
        return owners;
    }

    /** Learns whose mounts are whose; null where nobody asks for origins. */
    MountHomes homes() {
        return homes;
    }

    /** What each owner has lost. */
    Accounts accounts() {
        return accounts;
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("closing cannot fail", e);
            }
        }
    }
}
