package io.tallyman.source.ebpf.internal.programs;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.source.SourceException;
import io.tallyman.source.ebpf.internal.libbpf.LibbpfMessages;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The programs in the kernel. A program is loaded when one of its events is first wanted, since the kernel takes some
 * 20 ms to check one. Each further load is another object of the same file, which uses the maps of the first one. A
 * program is attached only while one of its events is wanted, since a program that is not attached costs nothing.
 *
 * <p>Thread-safe. The lock is this class's own, since a load holds the lock for long.
 */
public final class Programs implements AutoCloseable {
    private final Set<BpfProgram> possible;
    private final LibbpfMessages messages;
    private final Map<BpfProgram, BpfObject> loaded = new EnumMap<>(BpfProgram.class);
    private final Deque<BpfObject> objects = new ArrayDeque<>();
    private Set<BpfProgram> attached = EnumSet.noneOf(BpfProgram.class);
    private boolean closed;

    /**
     * Loads and attaches the programs that are always needed, and those of the first events: to load them together takes
     * less time than one after the other.
     *
     * @param first    opened and not loaded; all programs use its maps. It is closed with this
     * @param possible the programs whose tracepoints this kernel has
     * @param events   the first events
     */
    public Programs(BpfObject first, Set<BpfProgram> possible, BitSet events, LibbpfMessages messages)
            throws SourceException {
        this.possible = possible;
        this.messages = messages;
        Set<BpfProgram> needed = needed(events);
        load(first, needed);
        attach(needed);
    }

    /** Why the running kernel cannot report an event; null where it can. */
    public String whyUnavailable(int event) {
        return BpfProgram.whyMissing(possible, event);
    }

    /**
     * Loads and attaches the programs that these events need, and detaches the others.
     *
     * @throws SourceException an event is not available, or the kernel refuses a program; what was attached before is
     * still attached, and nothing else
     */
    public synchronized void prepare(BitSet ids) throws SourceException {
        if (closed) {
            return;
        }
        refuseUnavailable(ids);
        Set<BpfProgram> needed = needed(ids);
        loadMissing(needed);
        attach(needed);
    }

    private Set<BpfProgram> needed(BitSet events) {
        Set<BpfProgram> needed = EnumSet.noneOf(BpfProgram.class);
        possible.stream().filter(program -> program.isNeeded(events)).forEach(needed::add);
        return needed;
    }

    private void refuseUnavailable(BitSet ids) throws SourceException {
        for (int id = ids.nextSetBit(0); id >= 0; id = ids.nextSetBit(id + 1)) {
            String why = whyUnavailable(id);
            if (why != null) {
                throw new SourceException("The event " + Catalogue.builtIn().byId(id).name()
                        + " cannot be traced on this machine: " + why + ".", null);
            }
        }
    }

    private void loadMissing(Set<BpfProgram> needed) throws SourceException {
        Set<BpfProgram> missing = EnumSet.copyOf(needed);
        missing.removeAll(loaded.keySet());
        if (missing.isEmpty()) {
            return;
        }
        BpfObject more = BpfObject.open(messages);
        try {
            more.shareMaps(objects.getLast());
            load(more, missing);
        } catch (SourceException | RuntimeException | Error e) {
            more.close();
            throw e;
        }
    }

    private void load(BpfObject object, Set<BpfProgram> programs) throws SourceException {
        object.load(programs.stream().map(BpfProgram::symbol).collect(Collectors.toSet()));
        objects.push(object);
        programs.forEach(program -> loaded.put(program, object));
    }

    /** Attaches exactly these programs, which are loaded. */
    private void attach(Set<BpfProgram> needed) throws SourceException {
        try {
            for (BpfProgram program : needed) {
                loaded.get(program).attach(program.symbol());
            }
        } catch (SourceException e) {
            detachAllBut(attached);
            throw e;
        }
        detachAllBut(needed);
        attached = Set.copyOf(needed);
    }

    private void detachAllBut(Set<BpfProgram> kept) {
        loaded.forEach((program, object) -> {
            if (!kept.contains(program)) {
                object.detach(program.symbol());
            }
        });
    }

    /** The link of a program that is always attached, valid until this is closed. */
    public synchronized int linkFd(BpfProgram program) {
        return loaded.get(program).linkFd(program.symbol());
    }

    /** See {@link BpfObject#recursionMisses}. */
    public synchronized long recursionMisses() {
        return objects.stream().mapToLong(BpfObject::recursionMisses).sum();
    }

    @Override
    public synchronized void close() {
        closed = true;
        while (!objects.isEmpty()) {
            objects.pop().close();
        }
    }
}
