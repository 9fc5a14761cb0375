package io.tallyman.source.ebpf.internal;

import io.tallyman.api.filter.Condition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Comparisons as the programs make them: {@code struct term} of {@code control.bpf.h}. A clause for which there is no
 * room, or that they cannot decide, is left out: what it would refuse passes.
 */
final class Terms {
    static final int MAX = 64;
    static final int SIZE = 48;
    static final int FIELD = 8;
    static final int NEGATED = 9;
    static final int LAST = 10;
    static final int ANYWHERE = 11;
    static final int FROM = 16;
    static final int TO = 24;
    static final int MASK = 32;

    /** Of a name, its end included, this much is compared. */
    private static final int NAME = 16;

    private final List<Term> all = new ArrayList<>();

    private record Term(long taker, Condition condition, boolean last) {
    }

    /** Takes in what one taker compares. */
    void add(long taker, List<List<Condition>> clauses) {
        for (List<Condition> clause : clauses) {
            if (all.size() + clause.size() <= MAX && clause.stream().allMatch(Terms::canBeDecided)) {
                for (int i = 0; i < clause.size(); i++) {
                    all.add(new Term(taker, clause.get(i), i == clause.size() - 1));
                }
            }
        }
    }

    /** These and, if there is room, all of others. */
    Terms and(Terms others) {
        Terms both = new Terms();
        both.all.addAll(all);
        if (all.size() + others.all.size() <= MAX) {
            both.all.addAll(others.all);
        }
        return both;
    }

    /** Behind the end of a name there may be the rest of a longer one: what is found there may only let pass. */
    private static boolean canBeDecided(Condition condition) {
        return !(condition instanceof Condition.Named named)
                || !(named.negated() && named.openStart()) && bytes(named).length < NAME;
    }

    int count() {
        return all.size();
    }

    void write(ByteBuffer target, int offset) {
        for (int i = 0; i < all.size(); i++) {
            write(all.get(i), target, offset + i * SIZE);
        }
    }

    private static void write(Term term, ByteBuffer target, int at) {
        target.putLong(at, term.taker()).putLong(at + FIELD, 0);
        target.put(at + FIELD, (byte) term.condition().field().ordinal()).put(at + LAST, flag(term.last()));
        if (term.condition() instanceof Condition.Between between) {
            target.putLong(at + FROM, between.from()).putLong(at + TO, between.to());
        } else if (term.condition() instanceof Condition.Named named) {
            target.put(at + NEGATED, flag(named.negated())).put(at + ANYWHERE, flag(named.openStart()));
            byte[] bytes = bytes(named);
            int compared = bytes.length + (named.openEnd() ? 0 : 1);
            for (int i = 0; i < NAME; i++) {
                target.put(at + FROM + i, i < bytes.length ? bytes[i] : 0);
                target.put(at + MASK + i, (byte) (i < compared ? 0xff : 0));
            }
        }
    }

    private static byte[] bytes(Condition.Named named) {
        return named.part().getBytes(StandardCharsets.UTF_8);
    }

    private static byte flag(boolean set) {
        return (byte) (set ? 1 : 0);
    }
}
