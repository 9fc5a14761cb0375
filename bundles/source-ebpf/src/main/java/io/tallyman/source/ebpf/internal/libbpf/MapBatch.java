package io.tallyman.source.ebpf.internal.libbpf;

import com.sun.jna.Memory;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.libc.Libc;
import java.nio.ByteBuffer;

/** Reads all entries of a BPF hash map with 8-byte keys, thousands in one system call. Not thread-safe. */
public final class MapBatch {
    private static final int ENTRIES = 4096;

    private final int fd;
    private final Memory keys = new Memory(ENTRIES * Long.BYTES);
    private final Memory values;
    private final ByteBuffer shownKeys = keys.getByteBuffer(0, keys.size()).order(RecordLayout.ORDER);
    private final ByteBuffer shownValues;
    private final Memory count = new Memory(Integer.BYTES);
    /** Where the kernel goes on. The kernel writes a number of four bytes; the room is what the manual asks for. */
    private final Memory position = new Memory(Long.BYTES);

    /**
     * @param fd        file descriptor of the map; it stays the caller's
     * @param valueSize bytes of a value
     */
    public MapBatch(int fd, int valueSize) {
        this.fd = fd;
        values = new Memory((long) ENTRIES * valueSize);
        shownValues = values.getByteBuffer(0, values.size()).order(RecordLayout.ORDER);
    }

    /** Is shown one entry at a time. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * @param keys   of the batch
         * @param values of the batch
         * @param index  number of the entry in the batch
         */
        void entry(ByteBuffer keys, ByteBuffer values, int index);
    }

    /** Shows each entry that is there all the while. One that comes or goes meanwhile may be shown. */
    public void read(Visitor visitor) {
        boolean first = true;
        int result;
        do {
            count.setInt(0, ENTRIES);
            result = Libbpf.bpf_map_lookup_batch(fd, first ? null : position, position, keys, values, count, null);
            first = false;
            int found = result == 0 || result == -Libc.ENOENT ? count.getInt(0) : 0;
            for (int i = 0; i < found; i++) {
                visitor.entry(shownKeys, shownValues, i);
            }
        } while (result == 0);
    }
}
