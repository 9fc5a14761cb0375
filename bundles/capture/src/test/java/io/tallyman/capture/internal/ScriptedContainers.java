package io.tallyman.capture.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Enrichment;
import io.tallyman.api.container.Pod;
import io.tallyman.testing.QuietContainers;
import io.tallyman.testing.SettableState;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Every cgroup below 1000 becomes a container whose name comes, fails, is late and changes as the dice fall. */
final class ScriptedContainers extends QuietContainers {
    private final SplittableRandom random = new SplittableRandom(7);
    private final AtomicLong serials = new AtomicLong(1_000);

    @Override
    protected Container container(long cgroup, Enrichment enrichment, boolean started) {
        boolean named = enrichment == Enrichment.COMPLETE;
        String odd = "\ud800\u001b]0;\u2603" + random.nextInt(7);
        return new Container(serials.incrementAndGet(), "id-" + cgroup + (cgroup % 9 == 0 ? odd : ""), "docker",
                named ? "name-" + odd : "", named ? "bb:" + random.nextInt(3) : "", named ? "bb@sha256:77" : "", "",
                named ? Map.of("b", odd, "a", "\u00e4") : Map.of(),
                cgroup % 4 == 0 ? new Pod("pod-" + cgroup, "ns", "uid", cgroup % 8 == 0) : Pod.NONE, cgroup * 1_001,
                cgroup, cgroup % 5 == 0 ? List.of("outer", "inner") : List.of(), started, cgroup % 6 == 0, enrichment,
                named ? "" : "docker: it has \"no\" answer");
    }

    @Override
    public void created(long cgroupId, String path, int uid, Listener listener) {
        if (!states.containsKey(cgroupId)) {
            super.created(cgroupId, path, uid, listener);
        }
    }

    @Override
    public int advance(long nowNanos, Listener listener) {
        int count = 0;
        for (SettableState state : states.values()) {
            boolean change = isEnriching() && random.nextInt(state.isWaiting() ? 5 : 40) == 0;
            if (change) {
                Enrichment next = List.of(Enrichment.PENDING, Enrichment.FAILED, Enrichment.COMPLETE,
                        Enrichment.COMPLETE).get(random.nextInt(4));
                boolean waited = state.isWaiting();
                state.update(container(state.container().cgroupId(), next, state.container().started()), false);
                count++;
                if (waited) {
                    listener.settled(state);
                }
            }
        }
        return count;
    }
}
