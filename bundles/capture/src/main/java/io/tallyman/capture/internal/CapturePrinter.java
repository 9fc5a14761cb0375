package io.tallyman.capture.internal;

import static io.tallyman.capture.internal.BlockLayout.*;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Metadata;
import io.tallyman.api.event.EventView;
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

    /**
     * @param flags   of the session, see {@link BlockLayout}
     * @param session what the session was asked for, as text for people
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
        int at = blocks.entry(out, KIND_SESSION, 0, session.length);
        System.arraycopy(session, 0, out.array(), at, session.length);
        blocks.added(1);
        blocks.close(out);
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
        }
        Container container = event.container();
        SnapshotCache.Entry snapshot = container == null ? null : snapshots.of(container);
        int number = snapshot == null ? 0 : snapshot.numberIn(block);
        boolean isNew = snapshot != null && number == 0;
        if (isNew) {
            number = snapshotsInBlock + 1;
            put(snapshot.bytes(), out);
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

    private void put(byte[] snapshot, LineBuffer out) {
        int at = blocks.entry(out, KIND_SNAPSHOT, 0, snapshot.length);
        System.arraycopy(snapshot, 0, out.array(), at, snapshot.length);
    }

    @Override
    public void endBlock(LineBuffer out) {
        if (blocks.isOpen(out)) {
            blocks.close(out);
        }
    }
}
