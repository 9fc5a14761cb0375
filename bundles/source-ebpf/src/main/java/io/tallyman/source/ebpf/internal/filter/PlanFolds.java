package io.tallyman.source.ebpf.internal.filter;

import io.tallyman.engine.early.EarlyPlan;
import io.tallyman.engine.early.Subscriber;
import io.tallyman.source.ebpf.internal.layout.PlanLayout;
import java.nio.ByteBuffer;

/**
 * Writes which system calls the programs fold under a plan. An event that several subscribers fold is folded for the
 * shortest of their times.
 */
final class PlanFolds {
    private PlanFolds() {
    }

    /** @param slot where the plan begins */
    static void write(EarlyPlan plan, ByteBuffer memory, int slot) {
        long[] subscribers = new long[PlanLayout.FOLDING_COUNT];
        int[] millis = new int[PlanLayout.FOLD_MILLIS_COUNT];
        long bit = 1;
        for (Subscriber subscriber : plan.subscribers()) {
            long own = bit;
            subscriber.foldMillis().forEach((event, time) -> {
                subscribers[event] |= own;
                millis[event] = millis[event] == 0 ? time : Math.min(millis[event], time);
            });
            bit <<= 1;
        }
        for (int event = 0; event < millis.length; event++) {
            memory.putLong(slot + PlanLayout.FOLDING + event * Long.BYTES, subscribers[event]);
            memory.putInt(slot + PlanLayout.FOLD_MILLIS + event * Integer.BYTES, millis[event]);
        }
    }
}
