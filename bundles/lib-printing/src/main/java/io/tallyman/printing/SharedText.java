package io.tallyman.printing;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.EventView;
import io.tallyman.api.event.Node;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.record.RecordLayout;
import java.util.Arrays;

/**
 * Keeps the text that a thread's events of one type share. The text is encoded when the first such event comes, and
 * again when a part of it has changed. This is a direct-mapped table, because few threads cause most events; of two
 * threads with the same place, each replaces the other. One thread uses the table, and nothing is allocated once the
 * entries have grown.
 */
public final class SharedText {
    private static final int SLOT_BITS = 10;
    private static final int SPREAD = 0x9e37_79b9;
    private static final int HOST = -1;
    /**
     * The first content of each slot, which fits no event. Without it an empty slot would need a branch of its own. The
     * JIT compiler leaves out a branch that is taken rarely, and drops the compiled code when the branch is taken at
     * last.
     */
    private static final Entry EMPTY = new Entry(0, 0);

    private final Entry[] slots = new Entry[1 << SLOT_BITS];
    private final Encoder encoder;
    private final int parts;
    private final byte[] header = new byte[RecordLayout.HEADER_SIZE];

    /** Encodes what events share. */
    @FunctionalInterface
    public interface Encoder {
        /**
         * Appends the parts in their order. What it reads of the event must not depend on the time, the processor, the
         * return value and the arguments.
         */
        void encode(EventView event, Entry entry);
    }

    /**
     * @param parts   how many pieces the text has
     * @param encoder makes the text
     */
    public SharedText(int parts, Encoder encoder) {
        this.parts = parts;
        this.encoder = encoder;
        Arrays.fill(slots, EMPTY);
    }

    /** The encoded text, and the values that it was made of. */
    public static final class Entry {
        private final byte[] header = new byte[RecordLayout.HEADER_SIZE];
        private long container = Long.MIN_VALUE;
        private Node node;
        private final LineBuffer text;
        private final int[] ends;
        private int part;

        private Entry(int capacity, int parts) {
            text = new LineBuffer(capacity);
            ends = new int[parts];
        }

        /** Where the encoder appends to. */
        public LineBuffer text() {
            return text;
        }

        /** Ends a part; what follows belongs to the next one. */
        public void endPart() {
            ends[part++] = text.length();
        }

        /** Appends a part to a block. */
        public void put(int ofPart, LineBuffer out) {
            int begin = begin(ofPart);
            out.put(text.array(), begin, ends[ofPart] - begin);
        }

        /** Index of the part's first byte in the array of {@link #text}. */
        public int begin(int ofPart) {
            return ofPart == 0 ? 0 : ends[ofPart - 1];
        }

        /** Index behind the part's last byte. */
        public int end(int ofPart) {
            return ends[ofPart];
        }

        /** The whole header but time, return value and processor. */
        private boolean isOf(byte[] other, long itsContainer, Node itsNode) {
            return container == itsContainer & node == itsNode
                    & Arrays.equals(header, RecordLayout.EVENT, RecordLayout.HEADER_SIZE,
                    other, RecordLayout.EVENT, RecordLayout.HEADER_SIZE)
                    & Arrays.equals(header, RecordLayout.HOST_TID, RecordLayout.CPU,
                    other, RecordLayout.HOST_TID, RecordLayout.CPU)
                    & Arrays.equals(header, RecordLayout.THREAD_START, RecordLayout.RETURN_VALUE,
                    other, RecordLayout.THREAD_START, RecordLayout.RETURN_VALUE);
        }
    }

    /** The text of the event's thread, type and container. Valid until the next call. */
    public Entry of(EventView event) {
        int slot = (event.hostTid() + event.type().id() * SPREAD) * SPREAD >>> Integer.SIZE - SLOT_BITS;
        Entry entry = slots[slot];
        Container container = event.container();
        long serial = container == null ? HOST : container.serial();
        event.copyHeader(header, 0);
        return entry.isOf(header, serial, event.node()) ? entry : encode(event, serial, slot);
    }

    private Entry encode(EventView event, long serial, int slot) {
        if (slots[slot] == EMPTY) {
            slots[slot] = new Entry(1024, parts);
        }
        Entry entry = slots[slot];
        System.arraycopy(header, 0, entry.header, 0, header.length);
        // an entry whose encoding fails must fit no event
        entry.container = Long.MIN_VALUE;
        entry.node = event.node();
        entry.text.clear();
        entry.part = 0;
        encoder.encode(event, entry);
        entry.container = serial;
        return entry;
    }
}
