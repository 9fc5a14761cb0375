package io.tallyman.capture.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.Node;
import io.tallyman.api.source.CgroupHierarchy;
import io.tallyman.api.source.LossCounter;
import io.tallyman.api.source.RecordClock;
import io.tallyman.api.source.RecordHandler;
import io.tallyman.api.source.RecordedSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Replays a capture as fast as the session takes the events. */
final class ReplaySession implements RecordedSession {
    private static final int BATCH = 256;

    private final Path path;
    private final CaptureFile file;
    private final BlockReader reader;
    private final RecordClock clock;
    private final Node node;
    private final Semaphore wake = new Semaphore(0);
    private boolean more;
    private volatile boolean gateOpen;
    private volatile long delivered;
    private volatile String damage;

    ReplaySession(Path path, CaptureFile file, BlockReader reader) {
        this.path = path;
        this.file = file;
        this.reader = reader;
        advance();
        clock = new RecordClock(reader.bootTime());
        node = reader.node();
    }

    private void advance() {
        try {
            more = reader.advance();
        } catch (Damage e) {
            more = false;
            damage = path + " " + e.getMessage();
        }
    }

    @Override
    public int poll(RecordHandler handler) {
        if (!gateOpen) {
            return 0;
        }
        int count = 0;
        for (; more && count < BATCH; count++) {
            handler.onRecord(reader.buffer(), reader.offset(), reader.length());
            advance();
        }
        delivered += count;
        return count == 0 ? -1 : count;
    }

    @Override
    public Container container() {
        return reader.container();
    }

    @Override
    public Node node() {
        return node;
    }

    @Override
    public String damage() {
        return damage == null ? null : damage + "; the " + delivered + " events before were replayed";
    }

    @Override
    public void await(long nanos) {
        try {
            if (wake.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
                wake.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void wakeup() {
        wake.release();
    }

    /** Does nothing: the engine filters the events itself. */
    @Override
    public void events(BitSet ids) {
    }

    @Override
    public void openGate() {
        gateOpen = true;
        wakeup();
    }

    @Override
    public void closeGate() {
        gateOpen = false;
    }

    @Override
    public RecordClock clock() {
        return clock;
    }

    @Override
    public String cgroupPath(long cgroupId) {
        return null;
    }

    /** An empty hierarchy: a recording names its containers, so nobody looks for cgroups. */
    @Override
    public CgroupHierarchy hierarchy() {
        return new CgroupHierarchy(0, "", null, "/");
    }

    @Override
    public long emitted() {
        return delivered;
    }

    @Override
    public List<LossCounter> losses() {
        return List.of();
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            System.getLogger("io.tallyman.source").log(System.Logger.Level.WARNING, "closing {0}: {1}", path,
                    e.getMessage());
        }
    }
}
