package io.tallyman.source.ebpf.internal;

import com.sun.jna.Memory;
import io.tallyman.api.source.Wish;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Processes of which takers want nothing: {@code outsiders.bpf.h}. Guarded by the session. */
final class Outsiders {
    /** {@code struct outsider}. */
    static final int SIZE = 24;
    static final int PID = 0;
    static final int NUMBER = 4;
    static final int START = 8;
    static final int DENIED = 16;

    private final Control control;
    private final int map;
    private final Memory key = new Memory(4);
    private final Memory next = new Memory(4);
    private final Memory outsider = new Memory(SIZE);
    private int number;
    private boolean told;

    /** @param map its file descriptor */
    Outsiders(Control control, int map) {
        this.control = control;
        this.map = map;
    }

    /** From now on nobody is an outsider; who will be told of is one of the new wishes. */
    void begin(List<Wish> wishes) {
        control.outsiders(0);
        number = Math.max(1, number + 1);
        Set<Integer> roots = new HashSet<>();
        wishes.forEach(wish -> roots.addAll(wish.roots()));
        control.roots(roots);
        if (told) {
            clear();
        }
        told = false;
    }

    /** @param denied bits of takers */
    void tell(int hostPid, long start, long denied) {
        key.setInt(0, hostPid);
        outsider.setInt(PID, hostPid);
        outsider.setInt(NUMBER, number);
        outsider.setLong(START, start);
        outsider.setLong(DENIED, denied);
        if (Libbpf.bpf_map_update_elem(map, key, outsider, 0) == 0) {
            control.outsiders(number);
            told = true;
        }
    }

    void forget(int hostPid) {
        key.setInt(0, hostPid);
        Libbpf.bpf_map_delete_elem(map, key);
    }

    /** Who ends while no program looks at that would stay. */
    private void clear() {
        int found = Libbpf.bpf_map_get_next_key(map, null, key);
        while (found == 0) {
            found = Libbpf.bpf_map_get_next_key(map, key, next);
            Libbpf.bpf_map_delete_elem(map, key);
            key.setInt(0, next.getInt(0));
        }
    }
}
