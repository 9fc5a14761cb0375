package io.tallyman.source.ebpf.internal.filter;

import io.tallyman.engine.early.EarlyPlan;
import io.tallyman.engine.early.RateLimit;
import io.tallyman.engine.early.Subscriber;
import io.tallyman.source.ebpf.internal.layout.LimitLayout;
import io.tallyman.source.ebpf.internal.layout.PlanLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The limits of a plan, as the programs have them: one limit at the most for each event, and one for each container. Where
 * subscribers have different limits, the higher one holds, so that none gets less than it asked for. A limit that the plan
 * has no room for is none.
 */
final class PlanLimits {
    private final List<RateLimit> limits = new ArrayList<>();
    private final long[] limiting = new long[PlanLayout.LIMITING_COUNT];
    private final int[] limitOf = new int[PlanLayout.LIMITING_COUNT];
    private long containerLimiting;
    private RateLimit container;

    PlanLimits(EarlyPlan plan) {
        long bit = 1;
        for (Subscriber subscriber : plan.subscribers()) {
            for (RateLimit limit : subscriber.limits()) {
                add(limit, bit);
            }
            bit <<= 1;
        }
    }

    private void add(RateLimit limit, long subscriber) {
        if (limit.isOfEachContainer()) {
            containerLimiting |= subscriber;
            container = container == null || limit.interval() < container.interval() ? limit : container;
        } else if (limits.size() < PlanLayout.LIMIT_COUNT) {
            limits.add(limit);
            limit.events().stream().forEach(event -> {
                int former = limitOf[event];
                limiting[event] |= subscriber;
                limitOf[event] = former == 0 || limit.interval() < limits.get(former - 1).interval() ? limits.size()
                        : former;
            });
        }
    }

    /** @param slot where the plan begins */
    void write(ByteBuffer memory, int slot) {
        for (int event = 0; event < limiting.length; event++) {
            memory.putLong(slot + PlanLayout.LIMITING + event * Long.BYTES, limiting[event]);
            memory.put(slot + PlanLayout.LIMIT_OF + event, (byte) limitOf[event]);
        }
        for (int place = 0; place < PlanLayout.LIMIT_COUNT; place++) {
            write(place < limits.size() ? limits.get(place) : null, memory,
                    slot + PlanLayout.LIMIT + place * LimitLayout.SIZE);
        }
        memory.putLong(slot + PlanLayout.CONTAINER_LIMITING, containerLimiting);
        write(container, memory, slot + PlanLayout.CONTAINER_LIMIT);
        memory.putInt(slot + PlanLayout.HAS_LIMITS, limits.isEmpty() && container == null ? 0 : 1);
    }

    private static void write(RateLimit limit, ByteBuffer memory, int at) {
        memory.putLong(at + LimitLayout.INTERVAL, limit == null ? 0 : limit.interval());
        memory.putLong(at + LimitLayout.BURST, limit == null ? 0 : limit.interval() * limit.burst());
    }
}
