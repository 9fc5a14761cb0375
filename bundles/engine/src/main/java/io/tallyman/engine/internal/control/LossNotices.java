package io.tallyman.engine.internal.control;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Says what was lost while it is lost: the first loss of a kind at once, further ones once a minute at the most, each with
 * their number. Belongs to one thread.
 */
final class LossNotices {
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier clock;
    private final Consumer<String> say;
    private final Map<String, Account> accounts = new HashMap<>();

    /** @param clock in nanoseconds */
    LossNotices(LongSupplier clock, Consumer<String> say) {
        this.clock = clock;
        this.say = say;
    }

    /** What is known of one kind of loss. */
    private static final class Account {
        private long told;
        /** Nothing is untold from before this time. */
        private long since;
        private long toldAt;

        private Account(long now) {
            since = now;
            toldAt = now - QUIET_NANOS;
        }
    }

    /** Says how many and in which time, with what else there is to say: "lost 7 events in 3 s: the disk was full". */
    interface Sentence {
        String of(String number, String time);
    }

    /**
     * Looks at one counter. To be called again and again, also while nothing is lost.
     *
     * @param kind  tells this counter from others
     * @param total what was lost so far; never less than before
     */
    void look(String kind, long total, Sentence sentence) {
        long now = clock.getAsLong();
        Account account = accounts.computeIfAbsent(kind, k -> new Account(now));
        if (total <= account.told) {
            account.since = now;
        } else if (now - account.toldAt >= QUIET_NANOS) {
            long seconds = Math.max(1, Math.round((now - account.since) / 1e9));
            say.accept(sentence.of(number(total - account.told), seconds + " s"));
            account.told = total;
            account.toldAt = now;
            account.since = now;
        }
    }

    /** Forgets the kinds that are not among these. */
    void keep(Set<String> kinds) {
        accounts.keySet().retainAll(kinds);
    }

    private static String number(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}
