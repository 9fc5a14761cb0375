package io.tallyman.printer.tree.internal;

import java.security.SecureRandom;

/**
 * Names what is equal by one number. The chance that two different texts get the same number is at most their length
 * divided by 2^61. A container cannot raise it, since the numbers depend on a secret of this printer.
 */
final class Fingerprint {
    /** A prime number. The sums are taken modulo this number, so that the secret cannot be got round. */
    private static final long PRIME = (1L << 61) - 1;

    private final long secret = new SecureRandom().nextLong() & PRIME >>> 1 | 1;

    /** The number of a text. */
    long of(byte[] bytes, int from, int to) {
        long sum = 1;
        for (int i = from; i < to; i++) {
            sum = and(sum, bytes[i] & 0xff);
        }
        return sum;
    }

    /** The number of a sequence: what was before, and one value more, which is not negative. */
    long and(long sum, long value) {
        return (times(sum) + value % PRIME + 1) % PRIME;
    }

    private long times(long sum) {
        long high = Math.multiplyHigh(sum, secret);
        long low = sum * secret;
        return ((low & PRIME) + (low >>> 61 | high << 3)) % PRIME;
    }
}
