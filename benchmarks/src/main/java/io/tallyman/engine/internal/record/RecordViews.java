package io.tallyman.engine.internal.record;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.EventView;
import io.tallyman.api.event.Node;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.api.source.RecordClock;
import io.tallyman.testing.RecordBuilder;
import java.nio.ByteBuffer;

/** The engine's own view, as filters and printers get it, over records in direct memory. */
public final class RecordViews {
    private final RecordView view = new RecordView(new Origin(new RecordClock(3), Node.NONE));
    private final ByteBuffer records;
    private final int length;

    /** @param record is copied that often, one behind the other */
    public RecordViews(RecordBuilder record, int copies) {
        byte[] bytes = record.bytes();
        length = bytes.length;
        records = ByteBuffer.allocateDirect(length * copies).order(RecordLayout.ORDER);
        for (int i = 0; i < copies; i++) {
            records.put(i * length, bytes);
        }
    }

    /** The openat of a program in a container. */
    public static RecordBuilder openat() {
        return RecordBuilder.of("openat").number("dirfd", -100).text("pathname", "/etc/ld.so.cache")
                .number("flags", 0x80000).returnValue(3);
    }

    /** Shows one of the copies. */
    public EventView at(int copy, Container container) {
        view.wrap(records, copy * length, length, container);
        return view;
    }

    public int recordLength() {
        return length;
    }
}
