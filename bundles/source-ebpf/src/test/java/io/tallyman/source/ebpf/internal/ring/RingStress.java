package io.tallyman.source.ebpf.internal.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Every outcome of the reader's races with a producer, the kernel's side done as {@code kernel/bpf/ringbuf.c} does. */
public final class RingStress {
    static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int SIZE = 32;
    private static final int VALUE = RingReader.RECORD_HEADER;

    private RingStress() {
    }

    /** A ring for two records of four bytes. */
    static class Ring {
        final ByteBuffer memory = ByteBuffer.allocateDirect(24 + SIZE).order(ByteOrder.LITTLE_ENDIAN);
        final ByteBuffer data = memory.slice(24, SIZE).order(ByteOrder.LITTLE_ENDIAN);
        final RingReader reader = new RingReader(memory.slice(0, 8), memory.slice(8, 8), data, SIZE);

        void write(long at, int value) {
            int offset = (int) at & SIZE - 1;
            INT.set(data, offset, 4 | RingReader.BUSY);
            LONG.setRelease(memory, 8, at + 16);
            data.putInt(offset + VALUE, value);
            INT.getAndSet(data, offset, 4);
        }

        boolean hasRoom(long at) {
            return at + 16 - (long) LONG.getAcquire(memory, 0) <= SIZE;
        }
    }

    /** A record is read whole, or not yet. */
    @JCStressTest
    @State
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "not there yet")
    @Outcome(id = "1, 42", expect = Expect.ACCEPTABLE, desc = "read whole")
    @Outcome(expect = Expect.FORBIDDEN, desc = "a record without its bytes")
    public static class Commit extends Ring {
        @Actor
        public void producer() {
            write(0, 42);
        }

        @Actor
        public void consumer(II_Result result) {
            result.r1 = reader.poll((buffer, offset, length) -> result.r2 = buffer.getInt(offset));
        }
    }

    /** What a handler reads is never what a producer writes over it: room is published after the handler. */
    @JCStressTest
    @State
    @Outcome(id = "7, 0", expect = Expect.ACCEPTABLE, desc = "read before there was room")
    @Outcome(id = "7, 1", expect = Expect.ACCEPTABLE, desc = "read, and its room used again")
    @Outcome(expect = Expect.FORBIDDEN, desc = "overwritten while it was read")
    public static class Publish extends Ring {
        public Publish() {
            write(0, 7);
            write(16, 8);
        }

        @Actor
        public void producer(II_Result result) {
            if (hasRoom(32)) {
                write(32, 99);
                result.r2 = 1;
            }
        }

        @Actor
        public void consumer(II_Result result) {
            boolean[] first = {true};
            reader.poll((buffer, offset, length) -> {
                int value = buffer.getInt(offset);
                if (first[0]) {
                    first[0] = false;
                    result.r1 = value;
                }
            });
        }
    }

    /** Either the producer finds the flag or the reader finds the record. */
    @JCStressTest
    @State
    @Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "sleeps and is rung for")
    @Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "rung for though it saw the record")
    @Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "saw the record")
    @Outcome(id = "false, true", expect = Expect.FORBIDDEN, desc = "a lost wakeup")
    public static class Wakeup extends Ring {
        @Actor
        public void producer(ZZ_Result result) {
            write(0, 42);
            result.r1 = (int) INT.getVolatile(memory, 16) != 0;
        }

        @Actor
        public void consumer(ZZ_Result result) {
            result.r2 = Sleeper.arm(reader, memory, 16);
        }
    }
}
