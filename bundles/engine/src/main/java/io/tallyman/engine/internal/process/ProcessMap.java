package io.tallyman.engine.internal.process;

/** From process id to program: open addressing, a removal moves its successors back. Reader thread only. */
final class ProcessMap {
    private static final int SMALLEST = 1_024;

    private ProcessImage[] table = new ProcessImage[SMALLEST];
    private int size;
    /** Where {@link #idle} looks next. */
    private int hand;

    ProcessImage get(int pid) {
        return table[slot(pid)];
    }

    /** Returns the program that has had the id so far, or null. */
    ProcessImage put(ProcessImage program) {
        int slot = slot(program.hostPid());
        ProcessImage before = table[slot];
        size += before == null ? 1 : 0;
        table[slot] = program;
        if (size > table.length / 2) {
            grow();
        }
        return before;
    }

    int size() {
        return size;
    }

    /** A process that has neither forked nor executed anything since this looked at it last. The map is not empty. */
    ProcessImage idle() {
        while (true) {
            hand = hand + 1 & table.length - 1;
            if (table[hand] != null && !table[hand].life().wasUsed()) {
                return table[hand];
            }
        }
    }

    /** Takes this very program out, not another that its process runs meanwhile. Returns whether it was there. */
    boolean remove(ProcessImage program) {
        int hole = slot(program.hostPid());
        if (table[hole] != program) {
            return false;
        }
        table[hole] = null;
        size--;
        int mask = table.length - 1;
        for (int slot = hole + 1 & mask; table[slot] != null; slot = slot + 1 & mask) {
            ProcessImage moved = table[slot];
            table[slot] = null;
            table[slot(moved.hostPid())] = moved;
        }
        return true;
    }

    void clear() {
        table = new ProcessImage[SMALLEST];
        size = 0;
        hand = 0;
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
