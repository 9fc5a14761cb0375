package io.tallyman.source.ebpf.internal.filter;

import com.sun.jna.Memory;
import io.tallyman.engine.early.EarlyPlan;
import io.tallyman.source.ebpf.internal.layout.ExemptProcessLayout;
import io.tallyman.source.ebpf.internal.libbpf.BpfMap;

/** The map of exempt processes, see {@code exempt.bpf.h}. The session guards all methods. */
final class ExemptProcesses {
    private final BpfMap map;
    /** The map may have entries. */
    private boolean used;

    ExemptProcesses(BpfMap map) {
        this.map = map;
    }

    /**
     * A plan is in force. While a plan has roots, the program of sched_process_exit takes out each process that ends. A
     * process that ends while no plan has roots would stay in the map, so the map is emptied then.
     */
    void published(EarlyPlan plan) {
        if (used && plan.roots().isEmpty()) {
            map.clear();
            used = false;
        }
    }

    /** @return false where the map did not take the process */
    boolean add(int hostPid, long start, long subscribers, long generation) {
        Memory process = map.value();
        process.clear();
        process.setInt(ExemptProcessLayout.PID, hostPid);
        process.setLong(ExemptProcessLayout.START, start);
        process.setLong(ExemptProcessLayout.DENIED, subscribers);
        process.setLong(ExemptProcessLayout.GENERATION, generation);
        used = true;
        return map.put(hostPid);
    }

    void remove(int hostPid) {
        map.remove(hostPid);
    }
}
