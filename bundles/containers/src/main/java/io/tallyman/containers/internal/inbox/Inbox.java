package io.tallyman.containers.internal.inbox;

import io.tallyman.containers.internal.authority.Authority;
import io.tallyman.containers.internal.authority.MemoryBudget;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Many threads post, the reader thread takes. What daemons tell unasked is bounded in number, and in bytes for each
 * authority apart, since daemons choose how much they tell. Replies are bounded by the number of questions.
 */
public final class Inbox {
    public static final int MOST_TOLD = 16_384;

    private final ConcurrentLinkedQueue<Message> answers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger told = new AtomicInteger();
    private final AtomicBoolean awake = new AtomicBoolean();
    private final LongAdder lost = new LongAdder();
    private final MemoryBudget budget = MemoryBudget.forMessages();
    private final Runnable wakeup;

    /** @param wakeup ends the wait of the reader thread; called once for several messages that come together */
    public Inbox(Runnable wakeup) {
        this.wakeup = wakeup;
    }

    public void reply(Message answer) {
        answers.add(answer);
        wake();
    }

    /** Posts what a daemon says unasked, or counts it as lost if too much of the daemon's authority waits already. */
    public void tell(Message.Unasked message) {
        Authority authority = message.origin().authority();
        if (told.incrementAndGet() > MOST_TOLD || !budget.take(authority, message.bytes())) {
            told.decrementAndGet();
            lost.increment();
            return;
        }
        answers.add(message);
        wake();
    }

    /** How many messages {@link #tell} had no room for. */
    public long lost() {
        return lost.sum();
    }

    public boolean isEmpty() {
        return answers.isEmpty();
    }

    /** To be called before a series of {@link #take}: the next message that is posted wakes the reader again. */
    public void listen() {
        awake.set(false);
    }

    public Message take() {
        Message answer = answers.poll();
        if (answer instanceof Message.Unasked unasked) {
            told.decrementAndGet();
            budget.give(unasked.origin().authority(), unasked.bytes());
        }
        return answer;
    }

    private void wake() {
        if (!awake.getAndSet(true)) {
            wakeup.run();
        }
    }
}
