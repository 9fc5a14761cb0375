package io.tallyman.source.ebpf.internal;

import com.sun.jna.Memory;
import io.tallyman.api.source.Wish;
import java.util.BitSet;
import java.util.List;

/**
 * Who wants what, as the programs are told. Each wish has a bit in masks of 64; the wishes of one moment have one half
 * of them, those of the next the other, so that between the two both count. Guarded by the session.
 */
final class Takers {
    /** {@code struct verdict} of {@code filter.bpf.h}. */
    static final int VERDICT_SIZE = 24;

    /** Odd, and not the one by which records tell that they know nothing. */
    private static final int NO_RECORDS = -1;
    private static final int HALF = 32;
    private static final long OWN_BITS = (1L << HALF - 1) - 1;

    private final Control control;
    private final int verdicts;
    private final Outsiders outsiders;
    private final Memory key = new Memory(8);
    private final Memory verdict = new Memory(VERDICT_SIZE);
    private long[] former = new long[Control.EVENTS];
    private Terms formerTerms = new Terms();
    private int first;
    /** {@link #NO_RECORDS} while no record tells of the takers that there are now. */
    private volatile int sequence = NO_RECORDS;

    /** @param verdicts file descriptor of the map */
    Takers(Control control, int verdicts, Outsiders outsiders) {
        this.control = control;
        this.verdicts = verdicts;
        this.outsiders = outsiders;
    }

    /** What the former wishes or the new ones want is let through meanwhile. */
    void wishes(List<Wish> wishes) {
        sequence = NO_RECORDS;
        first = HALF - first;
        Terms terms = new Terms();
        long[] now = new long[Control.EVENTS];
        for (int i = 0; i < wishes.size(); i++) {
            long taker = 1L << first + Math.min(i, HALF - 1);
            if (i < HALF - 1) {
                terms.add(taker, wishes.get(i).conditions());
            }
            BitSet events = wishes.get(i).events();
            for (int id = events.nextSetBit(0); id >= 0 && id < now.length; id = events.nextSetBit(id + 1)) {
                now[id] |= taker;
            }
        }
        control.newEpoch();
        outsiders.begin(wishes);
        control.terms(terms.and(formerTerms));
        long[] both = now.clone();
        for (int id = 0; id < both.length; id++) {
            both[id] |= former[id];
        }
        control.wanted(both);
        control.wanted(now);
        control.terms(terms);
        former = now;
        formerTerms = terms;
        sequence = control.sequence();
    }

    /**
     * Who may take a record, by their places among the wishes. Any thread that does not change them meanwhile.
     *
     * @param bits  what its program has found
     * @param under the sequence then
     */
    long who(long bits, int under) {
        return under == sequence ? bits >>> first | ~OWN_BITS : ~0L;
    }

    /** Those beyond the last bit of their own share one, and deny nothing. */
    void deny(long cgroupId, long takers, boolean below) {
        key.setLong(0, cgroupId);
        verdict.setLong(0, cgroupId);
        verdict.setLong(8, bits(takers));
        verdict.setInt(16, control.epoch());
        verdict.setInt(20, below ? 1 : 0);
        if (Libbpf.bpf_map_update_elem(verdicts, key, verdict, 0) == 0) {
            control.denies();
        }
    }

    void undeny() {
        control.newEpoch();
    }

    void denyProcess(int hostPid, long start, long takers) {
        outsiders.tell(hostPid, start, bits(takers));
    }

    void forgetProcess(int hostPid) {
        outsiders.forget(hostPid);
    }

    private long bits(long takers) {
        return (takers & OWN_BITS) << first;
    }
}
