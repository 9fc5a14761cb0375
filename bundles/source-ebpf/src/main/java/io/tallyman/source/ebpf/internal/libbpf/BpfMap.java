package io.tallyman.source.ebpf.internal.libbpf;

import com.sun.jna.Memory;
import io.tallyman.libc.Libc;

/** A BPF hash map with keys and values of one size each. Not thread-safe. */
public final class BpfMap {
    private final int fd;
    private final int keySize;
    private final Memory key;
    private final Memory next;
    private final Memory value;

    /**
     * @param fd        file descriptor of the map; it stays the caller's
     * @param keySize   bytes of a key: 4 or 8
     * @param valueSize bytes of a value
     */
    public BpfMap(int fd, int keySize, int valueSize) {
        this.fd = fd;
        this.keySize = keySize;
        key = new Memory(keySize);
        next = new Memory(keySize);
        value = new Memory(valueSize);
    }

    /** The value that {@link #put} writes, which the caller fills before, or that {@link #get} has read. */
    public Memory value() {
        return value;
    }

    /** Reads the value of a key; false where the map does not have the key. */
    public boolean get(long wanted) {
        set(key, wanted);
        return Libbpf.bpf_map_lookup_elem(fd, key, value) == 0;
    }

    /**
     * Writes the value for a key. If the map is full, all entries are taken out first.
     *
     * @return false where the kernel did not take the entry
     */
    public boolean put(long newKey) {
        int result = update(newKey);
        if (result == -Libc.E2BIG) {
            clear();
            result = update(newKey);
        }
        return result == 0;
    }

    /** As {@link #put}, but a map that is full takes no new entry. */
    public boolean replace(long newKey) {
        return update(newKey) == 0;
    }

    private int update(long newKey) {
        set(key, newKey);
        return Libbpf.bpf_map_update_elem(fd, key, value, 0);
    }

    public void remove(long oldKey) {
        set(key, oldKey);
        Libbpf.bpf_map_delete_elem(fd, key);
    }

    public void clear() {
        int found = Libbpf.bpf_map_get_next_key(fd, null, key);
        while (found == 0) {
            found = Libbpf.bpf_map_get_next_key(fd, key, next);
            Libbpf.bpf_map_delete_elem(fd, key);
            key.write(0, next.getByteArray(0, keySize), 0, keySize);
        }
    }

    private void set(Memory target, long number) {
        if (keySize == Integer.BYTES) {
            target.setInt(0, (int) number);
        } else {
            target.setLong(0, number);
        }
    }
}
