package io.tallyman.source.ebpf.internal.ring;

/**
 * How long the reader rests after a batch. Waking up the reader and an output costs more than reading some records, so
 * the reader rests longer when more records come. When few come, each is read at once, because their delay is what people
 * notice and their cost is small anyhow.
 *
 * <p>The rate is that of about the last second, so the first records after a pause are read at once, however many follow.
 * Reader thread only.
 */
public final class Pace {
    /** Records of one burst are close to each other, so even a short rest gathers several. */
    static final long LEAST_NANOS = 200_000;
    /** The ring holds thirty times as many records as come in this time at full speed. */
    static final long MOST_NANOS = 10_000_000;
    /** Up to so many records a second the reader rests as little as it can. */
    static final double LOW_RATE = 450;
    /** From so many records a second on the reader rests as long as it may. */
    static final double HIGH_RATE = 800;

    private static final double NANOS_PER_SECOND = 1e9;

    /** Records of the last second; what is older counts less and less. */
    private double rate;
    private long last;

    /** @param now as {@link System#nanoTime} gives it */
    public Pace(long now) {
        last = now;
    }

    /**
     * How long to rest now, in nanoseconds.
     *
     * @param records how many have been read since the last call
     * @param now     as {@link System#nanoTime} gives it
     */
    public long rest(int records, long now) {
        double seconds = Math.max(0, now - last) / NANOS_PER_SECOND;
        last = now;
        rate = (rate + records) / (1 + seconds);
        if (rate <= LOW_RATE) {
            return LEAST_NANOS;
        }
        double part = Math.min(1, (rate - LOW_RATE) / (HIGH_RATE - LOW_RATE));
        return LEAST_NANOS + (long) (part * (MOST_NANOS - LEAST_NANOS));
    }
}
