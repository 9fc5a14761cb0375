package io.tallyman.source.ebpf.internal.filter;

import io.tallyman.api.filter.Condition;
import io.tallyman.engine.early.EarlyPlan;
import io.tallyman.engine.early.Subscriber;
import io.tallyman.source.ebpf.internal.layout.PlanLayout;
import io.tallyman.source.ebpf.internal.layout.TermLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A plan's conditions as the programs compare them: {@code struct term} of {@code control.bpf.h}. A clause is left out
 * if there is no room for it or if the programs cannot decide it. Events that the clause would refuse pass then.
 */
final class PlanTerms {
    /** The programs compare so many bytes of a name, with the zero byte that ends the name. */
    private static final int NAME = 16;

    private final List<Term> all = new ArrayList<>();

    private record Term(long subscriber, Condition condition, boolean last) {
    }

    PlanTerms(EarlyPlan plan) {
        long bit = 1;
        for (Subscriber subscriber : plan.subscribers()) {
            for (List<Condition> clause : subscriber.conditions()) {
                add(bit, clause);
            }
            bit <<= 1;
        }
    }

    private void add(long subscriber, List<Condition> clause) {
        if (all.size() + clause.size() <= PlanLayout.TERM_COUNT && clause.stream().allMatch(PlanTerms::canBeDecided)) {
            for (int i = 0; i < clause.size(); i++) {
                all.add(new Term(subscriber, clause.get(i), i == clause.size() - 1));
            }
        }
    }

    /**
     * The bytes behind the end of a name may be the rest of a longer name. Text that the programs find there must only
     * let events pass, never leave events out.
     */
    private static boolean canBeDecided(Condition condition) {
        return !(condition instanceof Condition.Named named)
                || !(named.negated() && named.openStart()) && bytes(named).length < NAME;
    }

    int count() {
        return all.size();
    }

    /** Writes the terms to the place of the first one. */
    void write(ByteBuffer target, int offset) {
        for (int i = 0; i < all.size(); i++) {
            write(all.get(i), target, offset + i * TermLayout.SIZE);
        }
    }

    private static void write(Term term, ByteBuffer target, int at) {
        for (int i = 0; i < TermLayout.SIZE; i++) {
            target.put(at + i, (byte) 0);
        }
        target.putLong(at + TermLayout.SUBSCRIBER, term.subscriber());
        target.put(at + TermLayout.FIELD, (byte) term.condition().field().ordinal());
        target.put(at + TermLayout.LAST, flag(term.last()));
        if (term.condition() instanceof Condition.Between between) {
            target.putLong(at + TermLayout.FROM, between.from()).putLong(at + TermLayout.TO, between.to());
        } else if (term.condition() instanceof Condition.Named named) {
            writeName(named, target, at);
        }
    }

    /** The bytes of a name are in {@code from} and {@code to}, which are neighbours. */
    private static void writeName(Condition.Named named, ByteBuffer target, int at) {
        target.put(at + TermLayout.NEGATED, flag(named.negated()));
        target.put(at + TermLayout.ANYWHERE, flag(named.openStart()));
        byte[] bytes = bytes(named);
        int compared = bytes.length + (named.openEnd() ? 0 : 1);
        for (int i = 0; i < NAME; i++) {
            target.put(at + TermLayout.FROM + i, i < bytes.length ? bytes[i] : 0);
            target.put(at + TermLayout.MASK + i, (byte) (i < compared ? 0xff : 0));
        }
    }

    private static byte[] bytes(Condition.Named named) {
        return named.part().getBytes(StandardCharsets.UTF_8);
    }

    private static byte flag(boolean set) {
        return (byte) (set ? 1 : 0);
    }
}
