package io.tallyman.engine.internal;

/** From process id to program: open addressing, a removal moves its successors back. Reader thread only. */
final class ProgramMap {
    private static final int SMALLEST = 1_024;

    private Program[] table = new Program[SMALLEST];
    private int size;

    Program get(int pid) {
        return table[slot(pid)];
    }

    void put(Program program) {
        int slot = slot(program.hostPid());
        size += table[slot] == null ? 1 : 0;
        table[slot] = program;
        if (size > table.length / 2) {
            grow();
        }
    }

    /** Takes this very program out, not another that its process runs meanwhile. */
    void remove(Program program) {
        int hole = slot(program.hostPid());
        if (table[hole] != program) {
            return;
        }
        table[hole] = null;
        size--;
        int mask = table.length - 1;
        for (int slot = hole + 1 & mask; table[slot] != null; slot = slot + 1 & mask) {
            Program moved = table[slot];
            table[slot] = null;
            table[slot(moved.hostPid())] = moved;
        }
    }

    void clear() {
        table = new Program[SMALLEST];
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
        Program[] all = table;
        table = new Program[all.length * 2];
        for (Program program : all) {
            if (program != null) {
                table[slot(program.hostPid())] = program;
            }
        }
    }
}
