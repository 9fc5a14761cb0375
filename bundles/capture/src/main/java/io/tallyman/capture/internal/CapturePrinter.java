package io.tallyman.capture.internal;

import static io.tallyman.capture.internal.BlockLayout.*;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Metadata;
import io.tallyman.api.event.EventView;
import io.tallyman.api.event.Node;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.output.Printer;
import io.tallyman.api.record.RecordLayout;
import java.nio.charset.StandardCharsets;

/**
 * Writes events as records into blocks. The destination always gets whole blocks. All records of a block have one
 * clock: if somebody sets the wall clock during the session, the next record begins a new block.
 */
final class CapturePrinter implements Printer {
    private final BlockWriter blocks;
    private final byte[] session;
    private final SnapshotCache snapshots = new SnapshotCache();
    private final byte[] header = new byte[RecordLayout.HEADER_SIZE];
    private long block;
    private int snapshotsInBlock;
    private Node node;
    private byte[] nodeNames;

    /**
     * @param flags   of the session, see {@link BlockLayout}
     * @param session what {@link SessionText} says of the session
     */
    CapturePrinter(int flags, String session) {
        blocks = new BlockWriter(flags);
        this.session = session.getBytes(StandardCharsets.UTF_8);
    }

    /** A filter of the replay may ask for labels. */
    @Override
    public Metadata needs() {
        return Metadata.LABELS;
    }

    @Override
    public void begin(LineBuffer out) {
        open(out);
        put(KIND_SESSION, session, out);
        blocks.added(1);
        blocks.close(out);
    }

    @Override
    public boolean isText() {
        return false;
    }

    @Override
    public void print(EventView event, LineBuffer out) {
        event.copyHeader(header, 0);
        long bootTime = event.time() - BlockWriter.longAt(header, RecordLayout.TIME);
        if (blocks.isOpen(out) && !blocks.hasBootTime(bootTime)) {
            blocks.close(out);
        }
        if (!blocks.isOpen(out)) {
            open(out);
            putNode(event.node(), out);
        }
        Container container = event.container();
        SnapshotCache.Entry snapshot = container == null ? null : snapshots.of(container);
        int number = snapshot == null ? 0 : snapshot.numberIn(block);
        boolean isNew = snapshot != null && number == 0;
        if (isNew) {
            number = snapshotsInBlock + 1;
            put(KIND_SNAPSHOT, snapshot.bytes(), out);
        }
        int at = blocks.entry(out, KIND_RECORD, number, event.recordLength());
        event.copyRecord(out.array(), at);
        BlockWriter.longAt(out.array(), at + RecordLayout.THREAD_START, event.threadStartTime() - bootTime);
        blocks.bootTime(bootTime);
        if (isNew) {
            snapshotsInBlock = number;
            snapshot.written(block, number);
        }
        blocks.added(isNew ? 2 : 1);
        if (blocks.isFull(out) || snapshotsInBlock == MAX_SNAPSHOTS) {
            blocks.close(out);
        }
    }

    private void open(LineBuffer out) {
        block++;
        snapshotsInBlock = 0;
        blocks.open(out);
    }

    /** Each block says where its records come from, so that it can be read without the blocks before. */
    private void putNode(Node of, LineBuffer out) {
        if (of != node) {
            node = of;
            nodeNames = NodeNames.encode(of);
        }
        if (!of.equals(Node.NONE)) {
            put(KIND_NODE, nodeNames, out);
            blocks.added(1);
        }
    }

    private void put(int kind, byte[] content, LineBuffer out) {
        int at = blocks.entry(out, kind, 0, content.length);
        System.arraycopy(content, 0, out.array(), at, content.length);
    }

    @Override
    public void endBlock(LineBuffer out) {
        if (blocks.isOpen(out)) {
            blocks.close(out);
        }
    }
}
