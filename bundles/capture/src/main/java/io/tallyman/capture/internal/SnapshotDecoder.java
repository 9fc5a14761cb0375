package io.tallyman.capture.internal;

import io.tallyman.api.container.Container;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Decodes snapshots. Equal snapshots become the same object, so that printers encode the object only once. */
final class SnapshotDecoder {
    /** The most bytes of snapshots that are kept. Then all of them are dropped. */
    private static final int MOST_BYTES = 8 * 1024 * 1024;

    private final LongSupplier serials;
    private final Map<ByteBuffer, Container> known = new HashMap<>();
    private int bytes;

    /** @param serials gives a new number each time, unique in this process */
    SnapshotDecoder(LongSupplier serials) {
        this.serials = serials;
    }

    /** @throws RuntimeException the bytes are no snapshot */
    Container of(byte[] snapshot) {
        ByteBuffer key = ByteBuffer.wrap(snapshot);
        Container container = known.get(key);
        if (container == null) {
            container = Snapshot.decode(snapshot, serials.getAsLong());
            bytes += snapshot.length;
            if (bytes > MOST_BYTES) {
                known.clear();
                bytes = snapshot.length;
            }
            known.put(key, container);
        }
        return container;
    }
}
