package io.tallyman.source.ebpf.internal;

import io.tallyman.api.source.SourceException;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The programs in the kernel, loaded when their events are first wanted: the kernel takes some 20 ms to check one. Each
 * further load is another object of the same file on the first one's maps. Thread-safe, and a lock of its own: who loads
 * holds it long.
 */
final class Programs implements AutoCloseable {
    private final Set<Program> possible;
    private final LibbpfMessages messages;
    private final Map<Program, BpfObject> loaded = new EnumMap<>(Program.class);
    private final Deque<BpfObject> objects = new ArrayDeque<>();
    private boolean closed;

    /**
     * @param first    opened and not loaded; its maps are everybody's. Closed with this
     * @param possible those that this kernel has the tracepoints of
     */
    Programs(BpfObject first, Set<Program> possible, LibbpfMessages messages) throws SourceException {
        this.possible = possible;
        this.messages = messages;
        load(first, Program.ALWAYS);
    }

    /** Loads what these events need and is not loaded yet; attaches nothing. */
    synchronized void prepare(BitSet ids) throws SourceException {
        Set<Program> missing = EnumSet.noneOf(Program.class);
        possible.stream().filter(program -> program.isWanted(ids) && !loaded.containsKey(program)).forEach(missing::add);
        if (closed || missing.isEmpty()) {
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

    private void load(BpfObject object, Set<Program> programs) throws SourceException {
        object.load(programs.stream().map(Program::symbol).collect(Collectors.toSet()));
        objects.push(object);
        programs.forEach(program -> loaded.put(program, object));
    }

    /** Attaches the programs whose events are wanted: one that nobody wants costs nothing when it is not attached. */
    synchronized void watch(BitSet ids) throws SourceException {
        prepare(ids);
        for (Map.Entry<Program, BpfObject> entry : loaded.entrySet()) {
            Program program = entry.getKey();
            if (closed || !program.isWanted(ids)) {
                entry.getValue().detach(program.symbol());
            } else {
                entry.getValue().attach(program.symbol());
            }
        }
    }

    /** See {@link BpfObject#recursionMisses}. */
    synchronized long recursionMisses() {
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
