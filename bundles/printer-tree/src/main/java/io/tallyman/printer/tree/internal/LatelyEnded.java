package io.tallyman.printer.tree.internal;

/**
 * The processes that ended last. Before Linux 6.16 several threads that end together may each say that they are the last
 * one, so a process may end again.
 */
final class LatelyEnded {
    private static final int MOST = 64;

    private final int[] pids = new int[MOST];
    private final long[] starts = new long[MOST];
    private int next;

    void add(int hostPid, long start) {
        pids[next] = hostPid;
        starts[next] = start;
        next = (next + 1) % MOST;
    }

    boolean has(int hostPid, long start) {
        for (int i = 0; i < MOST; i++) {
            if (pids[i] == hostPid && starts[i] == start) {
                return true;
            }
        }
        return false;
    }
}
