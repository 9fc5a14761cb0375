package io.tallyman.printing;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.AncestorView;
import io.tallyman.api.event.EventView;
import io.tallyman.api.event.Node;
import io.tallyman.api.output.LineBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Keeps what a printer writes of the ancestors of a process, since all events of the process have the same ancestors. The
 * engine gives a process one list of ancestors for its whole life, so the list itself is the key. This is a direct-mapped
 * table; of two processes with the same place, each replaces the other. The start and the container of an ancestor may be
 * learnt later, so the text is made again when one of them has changed. For one thread; allocates nothing once the entries
 * have grown.
 */
public final class LineageText implements Value {
    private static final int KEPT = 256;
    /** A longer text is written each time, so that one printer keeps 2 MiB at the most. */
    private static final int LONGEST = 8 * 1024;

    private final Value written;
    private final Entry[] entries = new Entry[KEPT];

    /** @param written writes the ancestors of an event, and reads nothing else of the event but its node */
    public LineageText(Value written) {
        this.written = written;
    }

    @Override
    public void put(EventView event, LineBuffer out) {
        List<AncestorView> line = event.ancestors();
        if (line.isEmpty()) {
            return;
        }
        int place = System.identityHashCode(line) & KEPT - 1;
        Entry entry = entries[place];
        if (entry != null && entry.isOf(line, event.node())) {
            out.put(entry.text, 0, entry.length);
            return;
        }
        int start = out.length();
        written.put(event, out);
        if (entry == null) {
            entry = new Entry();
            entries[place] = entry;
        }
        entry.keep(line, event.node(), out, start);
    }

    private static final class Entry {
        private final long[] starts = new long[AncestorView.DEEPEST];
        private final boolean[] exact = new boolean[AncestorView.DEEPEST];
        private final Container[] containers = new Container[AncestorView.DEEPEST];
        private List<AncestorView> line;
        private Node node;
        private byte[] text = new byte[512];
        private int length;

        boolean isOf(List<AncestorView> other, Node its) {
            if (line != other || node != its) {
                return false;
            }
            for (int i = 0; i < other.size(); i++) {
                AncestorView ancestor = other.get(i);
                if (starts[i] != ancestor.processStart() || exact[i] != ancestor.isStartExact()
                        || containers[i] != ancestor.container()) {
                    return false;
                }
            }
            return true;
        }

        void keep(List<AncestorView> of, Node its, LineBuffer out, int start) {
            line = null;
            length = out.length() - start;
            if (length > LONGEST || of.size() > starts.length) {
                return;
            }
            for (int i = 0; i < of.size(); i++) {
                AncestorView ancestor = of.get(i);
                starts[i] = ancestor.processStart();
                exact[i] = ancestor.isStartExact();
                containers[i] = ancestor.container();
            }
            if (text.length < length) {
                text = Arrays.copyOf(text, Math.max(length, 2 * text.length));
            }
            System.arraycopy(out.array(), start, text, 0, length);
            node = its;
            line = of;
        }
    }
}
