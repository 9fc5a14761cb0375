package io.tallyman.engine.internal.record;

import io.tallyman.api.container.Container;
import io.tallyman.testing.Containers;
import java.nio.ByteBuffer;
import java.util.List;
import java.nio.ByteOrder;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** Every outcome of the races between the thread that offers records and the one that takes them. */
public final class RecordQueueStress {
    private static final int CAPACITY = 512;
    /** A record of this size makes an entry of an eighth of the queue, so that eight records fill the queue. */
    private static final int EIGHTH = CAPACITY / 8 - 8;
    private static final int HALF_OF_THAT = EIGHTH / 2;
    private static final Container CONTAINER = Containers.complete(7);

    private RecordQueueStress() {
    }

    /** A queue, and a record to offer. */
    static class Queue {
        final RecordQueue queue = new RecordQueue(CAPACITY, 32, false);
        private final ByteBuffer record = ByteBuffer.allocate(EIGHTH).order(ByteOrder.LITTLE_ENDIAN);

        boolean offer(int number, int length) {
            record.putInt(0, number).putInt(length - Integer.BYTES, number);
            return queue.offer(record, 0, length, CONTAINER, List.of(), 0, false);
        }

        /** What the record is; negative where its end or its container is another record's. */
        static int number(ByteBuffer buffer, int at, int length, Container container) {
            int number = buffer.getInt(at);
            return buffer.getInt(at + length - Integer.BYTES) == number && container == CONTAINER ? number : -1;
        }
    }

    /** A record is taken whole and with its container, or not yet. */
    @JCStressTest
    @State
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "not there yet")
    @Outcome(id = "1, 42", expect = Expect.ACCEPTABLE, desc = "taken whole, with its container")
    @Outcome(expect = Expect.FORBIDDEN, desc = "a record without all of its bytes, or without its container")
    public static class Offer extends Queue {
        @Actor
        public void offering() {
            offer(42, HALF_OF_THAT);
        }

        @Actor
        public void taking(II_Result result) {
            result.r1 = queue.take((buffer, at, length, container, ancestors) ->
                    result.r2 = number(buffer, at, length, container), 9);
        }
    }

    /** The queue is full: a further record is refused, or gets its room once the first one has been taken. */
    @JCStressTest
    @State
    @Outcome(id = "1, 0, 8", expect = Expect.ACCEPTABLE, desc = "refused, and all that were there are taken")
    @Outcome(id = "1, 1, 9", expect = Expect.ACCEPTABLE, desc = "offered in the room of the first, and taken last")
    @Outcome(expect = Expect.FORBIDDEN, desc = "a record that was overwritten, lost or taken twice")
    public static class Room extends Queue {
        public Room() {
            for (int i = 1; i <= 8; i++) {
                offer(i, EIGHTH);
            }
        }

        @Actor
        public void offering(III_Result result) {
            result.r2 = offer(9, EIGHTH) ? 1 : 0;
        }

        @Actor
        public void taking(III_Result result) {
            queue.take((buffer, at, length, container, ancestors) -> result.r1 = number(buffer, at, length, container), 1);
        }

        /** The number of the last one, if they are in order. */
        @Arbiter
        public void rest(III_Result result) {
            result.r3 = result.r1;
            queue.take((buffer, at, length, container, ancestors) ->
                    result.r3 = number(buffer, at, length, container) == result.r3 + 1 ? result.r3 + 1 : -1, 9);
        }
    }

    /** The room at the end is too small for a record, which then begins at the start: the taking thread finds it there. */
    @JCStressTest
    @State
    @Outcome(id = "0, 2", expect = Expect.ACCEPTABLE, desc = "not there yet; the arbiter takes it")
    @Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "taken from the start")
    @Outcome(expect = Expect.FORBIDDEN, desc = "the skipped room was taken for a record")
    public static class Wrap extends Queue {
        public Wrap() {
            for (int i = 0; i < 7; i++) {
                offer(1, EIGHTH);
            }
            offer(1, HALF_OF_THAT);
            queue.take((buffer, at, length, container, ancestors) -> { }, 9);
        }

        @Actor
        public void offering() {
            offer(2, EIGHTH);
        }

        @Actor
        public void taking(II_Result result) {
            queue.take((buffer, at, length, container, ancestors) -> result.r1 = number(buffer, at, length, container), 9);
        }

        @Arbiter
        public void rest(II_Result result) {
            result.r2 = result.r1;
            queue.take((buffer, at, length, container, ancestors) -> result.r2 = number(buffer, at, length, container), 9);
        }
    }
}
