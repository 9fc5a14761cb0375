package io.tallyman.engine.internal.dispatch;

import io.tallyman.api.event.AncestorView;
import io.tallyman.engine.internal.process.ProcessImage;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The events of one container that wait for its name, in order. Each is its length, its number and its bytes, in chunks
 * of the pool. Reader thread only.
 */
final class HoldQueue {
    private static final int PREFIX = 8;
    private static final ProcessImage[] NONE = {};

    private final HoldPool pool;
    private final ArrayDeque<ByteBuffer> chunks = new ArrayDeque<>();
    /** The process of each event. */
    private ProcessImage[] programs = NONE;
    /** The ancestors of each process: the table of processes may give the process up meanwhile. */
    private List<List<AncestorView>> lines = new ArrayList<>();
    private boolean forAll;
    private int events;
    private int bytes;

    HoldQueue(HoldPool pool) {
        this.pool = pool;
    }

    /** Receives what {@link #release} hands out; the buffer is valid during the call. */
    interface Receiver {
        void receive(ByteBuffer buffer, int offset, int length, int number, ProcessImage program,
                List<AncestorView> ancestors);
    }

    /**
     * Keeps a copy. Returns false where the pool is used up.
     *
     * @param program the event's process as it was then, or null
     * @param ancestors from whom the process descends
     * @param all every session waits for it; holds for all that is held after it, too
     */
    boolean hold(ByteBuffer source, int offset, int length, ProcessImage program,
            List<AncestorView> ancestors, boolean all) {
        int size = PREFIX + (length + 7 & ~7);
        ByteBuffer chunk = chunks.peekLast();
        if (chunk == null || chunk.remaining() < size) {
            chunk = pool.take();
            if (chunk == null) {
                return false;
            }
            chunks.addLast(chunk);
        }
        int at = chunk.position();
        chunk.putInt(at, length).putInt(at + Integer.BYTES, pool.holdOne(size));
        chunk.put(at + PREFIX, source, offset, length);
        chunk.position(at + size);
        forAll = all;
        if (events == programs.length) {
            programs = Arrays.copyOf(programs, Math.max(16, 2 * events));
        }
        programs[events] = program;
        lines.add(ancestors);
        events++;
        bytes += size;
        return true;
    }

    /** Hands out all that is held, in order, and gives the memory back. Returns how many. */
    int release(Receiver receiver) {
        int released = events;
        int next = 0;
        ProcessImage[] then = programs;
        List<List<AncestorView>> ancestors = lines;
        programs = NONE;
        lines = new ArrayList<>();
        pool.held(-events, -bytes);
        events = 0;
        bytes = 0;
        forAll = false;
        for (ByteBuffer chunk; (chunk = chunks.pollFirst()) != null; pool.give(chunk)) {
            int end = chunk.position();
            for (int at = 0; at < end;) {
                int length = chunk.getInt(at);
                receiver.receive(chunk, at + PREFIX, length, chunk.getInt(at + Integer.BYTES), then[next],
                        ancestors.get(next));
                next++;
                at += PREFIX + (length + 7 & ~7);
            }
        }
        return released;
    }

    /** What is held concerns those as well who want no names. */
    boolean isForAll() {
        return forAll;
    }

    boolean isEmpty() {
        return events == 0;
    }
}
