package io.tallyman.containers.internal.attribution;

/**
 * A map from cgroup id to cgroup, with open addressing and linear probing. A removal moves the entries behind it back,
 * so that the map needs no tombstones and is never rebuilt. Reader thread only.
 */
final class CgroupMap {
    private static final int SMALLEST = 1024;

    private long[] ids = new long[SMALLEST];
    private Cgroup[] cgroups = new Cgroup[SMALLEST];
    private int size;

    int size() {
        return size;
    }

    Cgroup get(long id) {
        Cgroup[] table = cgroups;
        int mask = table.length - 1;
        int slot = home(id, mask);
        while (table[slot] != null) {
            if (ids[slot] == id) {
                return table[slot];
            }
            slot = slot + 1 & mask;
        }
        return null;
    }

    /** A copy of the slots, some of which are null: no more work than copying an array. */
    Cgroup[] snapshot() {
        return cgroups.clone();
    }

    /** Puts a cgroup into the place of another one with the same id, or into a new place. */
    void put(Cgroup cgroup) {
        if (size >= cgroups.length / 2) {
            grow();
        }
        int mask = cgroups.length - 1;
        int slot = home(cgroup.id, mask);
        while (cgroups[slot] != null && ids[slot] != cgroup.id) {
            slot = slot + 1 & mask;
        }
        if (cgroups[slot] == null) {
            size++;
        }
        ids[slot] = cgroup.id;
        cgroups[slot] = cgroup;
    }

    /** Takes out this cgroup, but not another one that has the same id by now. */
    void remove(Cgroup cgroup) {
        int mask = cgroups.length - 1;
        int slot = home(cgroup.id, mask);
        while (cgroups[slot] != null && ids[slot] != cgroup.id) {
            slot = slot + 1 & mask;
        }
        if (cgroups[slot] == cgroup) {
            cgroups[slot] = null;
            size--;
            moveBack(slot, mask);
        }
    }

    private void moveBack(int hole, int mask) {
        int slot = hole + 1 & mask;
        while (cgroups[slot] != null) {
            int distance = slot - home(ids[slot], mask) & mask;
            if (distance >= (slot - hole & mask)) {
                ids[hole] = ids[slot];
                cgroups[hole] = cgroups[slot];
                cgroups[slot] = null;
                hole = slot;
            }
            slot = slot + 1 & mask;
        }
    }

    private void grow() {
        Cgroup[] former = cgroups;
        ids = new long[former.length * 2];
        cgroups = new Cgroup[former.length * 2];
        size = 0;
        for (Cgroup cgroup : former) {
            if (cgroup != null) {
                put(cgroup);
            }
        }
    }

    private static int home(long id, int mask) {
        long mixed = id * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32) & mask;
    }
}
