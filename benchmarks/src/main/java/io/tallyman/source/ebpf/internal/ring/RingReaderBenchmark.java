package io.tallyman.source.ebpf.internal.ring;

import io.tallyman.api.record.RecordLayout;
import io.tallyman.api.source.RecordHandler;
import io.tallyman.source.ebpf.internal.memory.Mapping;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What a record costs in the ring reader, in nanoseconds. Every record in the ring is there from the start and equally
 * long, so that moving the producer's position is all that a producer has to do; nothing of the kernel's is measured.
 *
 * <p>{@code read} is the way through the ring, its commit once a batch: with batches of one against long ones it shows
 * what a commit costs with all that is around it; {@code commit} is the store by itself. {@code decode} reads every
 * field of the header.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class RingReaderBenchmark {
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int RING = 1 << 22;
    private static final int RECORDS = 1024;

    /** Bytes of a record with its header in the ring. */
    @Param({"256", "1024"})
    private int bytes;
    @Param({"1", "16", "1024"})
    private int batch;

    private final ByteBuffer consumer = page();
    private final ByteBuffer producer = page();
    private final ByteBuffer data =
            ByteBuffer.allocateDirect(RingReader.mapped(RING)).order(ByteOrder.LITTLE_ENDIAN);
    private final RingReader reader = new RingReader(consumer, producer, data, RING);
    private long produced;
    private int sum;

    private static ByteBuffer page() {
        return ByteBuffer.allocateDirect(Mapping.PAGE).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Setup
    public void fill() {
        for (int at = 0; at < RING; at += bytes) {
            data.putInt(at, bytes - RingReader.RECORD_HEADER);
        }
    }

    private void readAll(RecordHandler handler) {
        for (int i = 0; i < RECORDS; i += batch) {
            produced += (long) batch * bytes;
            LONG.setRelease(producer, 0, produced);
            reader.poll(handler);
        }
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public int read() {
        readAll((buffer, offset, length) -> sum += length);
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public int readAndDecode() {
        readAll((buffer, offset, length) -> sum += buffer.getShort(offset + RecordLayout.EVENT)
                + (int) buffer.getLong(offset + RecordLayout.TIME) + (int) buffer.getLong(offset + RecordLayout.CGROUP)
                + buffer.getInt(offset + RecordLayout.PID) + buffer.getInt(offset + RecordLayout.UID)
                + buffer.get(offset + RecordLayout.COMM));
        return sum;
    }

    @Benchmark
    public void commit(Blackhole hole) {
        LONG.setRelease(consumer, 0, ++produced);
        hole.consume(produced);
    }
}
