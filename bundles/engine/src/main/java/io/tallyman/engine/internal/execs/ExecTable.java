package io.tallyman.engine.internal.execs;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The execs that runtimes have been seen to begin, by the runtime's process. What nobody has looked at for the longest time
 * makes room. Looking makes no object. Reader thread only, save where a method says otherwise.
 */
final class ExecTable {
    static final int MOST = 16_384;

    private final Map<Key, Exec> execs = new LinkedHashMap<>(64, 0.75f, true);
    /** Only ever used for looking. */
    private final Key wanted = new Key();
    private volatile long evicted;

    /** A process: its id on the host and its start by the boot clock. */
    private static final class Key {
        private int pid;
        private long start;

        private Key of(int ofPid, long ofStart) {
            pid = ofPid;
            start = ofStart;
            return this;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && key.pid == pid && key.start == start;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(start * 31 + pid);
        }
    }

    /** The exec that this process of a runtime has begun, or null. */
    Exec find(int pid, long start) {
        return execs.get(wanted.of(pid, start));
    }

    /** The same, known from now on. */
    Exec open(int pid, long start) {
        Exec known = find(pid, start);
        if (known != null) {
            return known;
        }
        if (execs.size() == MOST) {
            evicted++;
            execs.remove(execs.keySet().iterator().next());
        }
        Exec opened = new Exec();
        execs.put(new Key().of(pid, start), opened);
        return opened;
    }

    /** How many had to make room. Any thread. */
    long evicted() {
        return evicted;
    }
}
