package io.tallyman.containers.internal.inbox;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Many threads post, the reader thread takes. Takes no lock. What daemons tell unasked is bounded, since they choose how
 * much; replies are bounded by the questions.
 */
public final class Inbox {
    public static final int MOST_TOLD = 16_384;

    private final ConcurrentLinkedQueue<Message> answers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger told = new AtomicInteger();
    private final AtomicBoolean awake = new AtomicBoolean();
    private final LongAdder lost = new LongAdder();
    private final Runnable wakeup;

    /** @param wakeup ends the reader's wait; called once per burst */
    public Inbox(Runnable wakeup) {
        this.wakeup = wakeup;
    }

    public void reply(Message answer) {
        answers.add(answer);
        wake();
    }

    /** Posts what nobody has asked for, or counts it as lost where too much of it waits. */
    public void tell(Message answer) {
        if (told.incrementAndGet() > MOST_TOLD) {
            told.decrementAndGet();
            lost.increment();
            return;
        }
        answers.add(answer);
        wake();
    }

    /** What {@link #tell} had no room for. */
    public long lost() {
        return lost.sum();
    }

    public boolean isEmpty() {
        return answers.isEmpty();
    }

    /** To be called before a series of {@link #take}: what is posted from now on wakes the reader again. */
    public void listen() {
        awake.set(false);
    }

    public Message take() {
        Message answer = answers.poll();
        if (answer instanceof Message.Told || answer instanceof Message.Dropped) {
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
