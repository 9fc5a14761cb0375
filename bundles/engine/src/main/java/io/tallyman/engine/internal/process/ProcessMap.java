package io.tallyman.engine.internal.process;

/** From process id to program: open addressing, a removal moves its successors back. Reader thread only. */
final class ProcessMap {
    private static final int SMALLEST = 1_024;

    private ProcessImage[] table = new ProcessImage[SMALLEST];
    private int size;

    ProcessImage get(int pid) {
        return table[slot(pid)];
    }

    void put(ProcessImage program) {
        int slot = slot(program.hostPid());
        size += table[slot] == null ? 1 : 0;
        table[slot] = program;
        if (size > table.length / 2) {
            grow();
        }
    }

    /** Takes this very program out, not another that its process runs meanwhile. */
    void remove(ProcessImage program) {
        int hole = slot(program.hostPid());
        if (table[hole] != program) {
            return;
        }
        table[hole] = null;
        size--;
        int mask = table.length - 1;
        for (int slot = hole + 1 & mask; table[slot] != null; slot = slot + 1 & mask) {
            ProcessImage moved = table[slot];
            table[slot] = null;
            table[slot(moved.hostPid())] = moved;
        }
    }

    void clear() {
        table = new ProcessImage[SMALLEST];
        size = 0;
    }

    private int slot(int pid) {
        int mask = table.length - 1;
        int slot = (pid * 0x9E3779B9 >>> 8) & mask;
        while (table[slot] != null && table[slot].hostPid() != pid) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        ProcessImage[] all = table;
        table = new ProcessImage[all.length * 2];
        for (ProcessImage program : all) {
            if (program != null) {
                table[slot(program.hostPid())] = program;
            }
        }
    }
}
