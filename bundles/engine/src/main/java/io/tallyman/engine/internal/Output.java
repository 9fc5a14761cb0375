package io.tallyman.engine.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.output.DestinationFactory;
import io.tallyman.api.output.PrinterFactory;
import io.tallyman.engine.OutputRequest;
import io.tallyman.engine.OutputRequest.WhenFull;
import io.tallyman.engine.SessionStatus.OutputStatus;
import io.tallyman.engine.SessionStatus.State;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * One output: a queue that the reader thread fills and a thread of its own that empties it. The reader's methods are
 * {@link #offer} and {@link #signal}; nothing else of it touches the queue's offering side.
 */
final class Output {
    /** While a full queue holds the reader back, it looks again this often. */
    private static final long RETRY_NANOS = 100_000;
    /** A plug-in's bundle stops at the latest after this time, finished batch or not. */
    private static final long RELEASE_MILLIS = 2_000;

    private final OutputRequest request;
    private final boolean block;
    private final RecordQueue queue;
    private final OutputWriter writer;
    private final Thread thread;
    private final AtomicLong dropped = new AtomicLong();
    private volatile boolean patient = true;

    /** @param writer made for this output, its printer and destination open */
    Output(OutputRequest request, boolean blocksByDefault, OutputWriter writer) {
        this.request = request;
        this.writer = writer;
        block = request.whenFull() == WhenFull.BLOCK
                || request.whenFull() == WhenFull.DEFAULT && blocksByDefault;
        queue = new RecordQueue(request.queueBytes());
        thread = new Thread(null, () -> writer.run(queue), "tallyman-output-" + request.name(), 256 * 1024);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    OutputRequest request() {
        return request;
    }

    /** Copies the record into the queue, or does what is configured for a full one. Reader thread only. */
    void offer(ByteBuffer buffer, int offset, int length, Container container) {
        if (!queue.offer(buffer, offset, length, container) && !offerLater(buffer, offset, length, container)) {
            dropped.lazySet(dropped.getPlain() + 1);
        }
    }

    /** Back-pressure: waits for room, but never for a writer that cannot write, and never past a stop. */
    private boolean offerLater(ByteBuffer buffer, int offset, int length, Container container) {
        while (block && patient && writer.isWriting()) {
            signal();
            LockSupport.parkNanos(this, RETRY_NANOS);
            if (queue.offer(buffer, offset, length, container)) {
                return true;
            }
        }
        return false;
    }

    /** Wakes the writer if it sleeps. To be called after a full fence behind the last offer. */
    void signal() {
        if (writer.isParked()) {
            LockSupport.unpark(thread);
        }
    }

    /** Tells which printer there is now; null: none. The writer changes over between two events. */
    void printer(PrinterFactory factory) {
        writer.printer(factory);
        LockSupport.unpark(thread);
    }

    /** Tells which destination there is now; null: none. The writer changes over between two events. */
    void destination(DestinationFactory factory) {
        writer.destination(factory);
        LockSupport.unpark(thread);
    }

    /** Waits until the writer has let go of a plug-in whose bundle stops, but not for ever. */
    void awaitRelease(Object factory) {
        long end = System.nanoTime() + RELEASE_MILLIS * 1_000_000;
        while (writer.uses(factory) && thread.isAlive() && System.nanoTime() < end) {
            LockSupport.parkNanos(this, 1_000_000);
        }
    }

    /** From now on a full queue drops and counts, whatever is configured. */
    void loseNoTime() {
        patient = false;
    }

    /** Nothing more will be offered: write what is queued, flush, close, end. */
    void finish() {
        writer.finish();
        LockSupport.unpark(thread);
    }

    /** Waits for the end after {@link #finish}; past the deadline the destination is closed under the writer. */
    void awaitEnd(long millis) throws InterruptedException {
        thread.join(millis);
        if (thread.isAlive()) {
            writer.abandon();
            thread.join(1_000);
        }
    }

    /** True where all that was offered has been written, or nobody will write it. Reader thread. */
    boolean isIdle() {
        return writer.hasEnded() || queue.isEmpty() && writer.isParked();
    }

    boolean hasEnded() {
        return writer.hasEnded();
    }

    OutputStatus status() {
        return new OutputStatus(request.name(), request.printer(), request.destination(), state(), writer.delivered(),
                writer.bytes(), dropped.get(), writer.failed(), queue.size(), writer.detail());
    }

    private State state() {
        return writer.hasEnded() ? State.ENDED : writer.isPlugged() ? writer.detail().isEmpty() ? State.RUNNING
                : State.FAILING : State.WAITING;
    }
}
