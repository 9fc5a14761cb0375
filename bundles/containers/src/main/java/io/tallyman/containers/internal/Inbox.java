package io.tallyman.containers.internal;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Many threads post, the reader thread takes. Takes no lock. What daemons tell unasked is bounded, since they choose how
 * much; replies are bounded by the questions.
 */
final class Inbox {
    static final int MOST_TOLD = 16_384;

    private final ConcurrentLinkedQueue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger told = new AtomicInteger();
    private final AtomicBoolean awake = new AtomicBoolean();
    private final LongAdder lost = new LongAdder();
    private final Runnable wakeup;

    /** @param wakeup ends the reader's wait; called once per burst */
    Inbox(Runnable wakeup) {
        this.wakeup = wakeup;
    }

    void reply(Answer answer) {
        answers.add(answer);
        wake();
    }

    /** Posts what nobody has asked for, or counts it as lost where too much of it waits. */
    void tell(Answer answer) {
        if (told.incrementAndGet() > MOST_TOLD) {
            told.decrementAndGet();
            lost.increment();
            return;
        }
        answers.add(answer);
        wake();
    }

    /** What {@link #tell} had no room for. */
    long lost() {
        return lost.sum();
    }

    boolean isEmpty() {
        return answers.isEmpty();
    }

    /** To be called before a series of {@link #take}: what is posted from now on wakes the reader again. */
    void listen() {
        awake.set(false);
    }

    Answer take() {
        Answer answer = answers.poll();
        if (answer instanceof Answer.Told || answer instanceof Answer.Dropped) {
            told.decrementAndGet();
        }
        return answer;
    }

    private void wake() {
        if (!awake.getAndSet(true)) {
            wakeup.run();
        }
    }
}
