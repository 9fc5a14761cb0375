package io.tallyman.engine.internal;

import io.tallyman.api.record.RecordLayout;
import io.tallyman.engine.early.EarlyFilter;
import io.tallyman.engine.early.EarlyPlan;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** A source that makes no record of a cgroup of which all sessions want nothing. */
public final class FilteringSource extends FakeSource implements EarlyFilter {
    /** Bits of the subscribers that may want the records that come. */
    public volatile long mayWant = EarlyPlan.EVERYBODY;
    public volatile EarlyPlan plan = EarlyPlan.NONE;
    private final Map<Long, Long> denied = new HashMap<>();

    @Override
    public int poll(Handler handler) {
        return poll((buffer, offset, length) -> handler.onRecord(buffer, offset, length, mayWant));
    }

    @Override
    public void publish(EarlyPlan next) {
        if (next.generation() != plan.generation() + 1 && next.generation() != 1) {
            throw new AssertionError("plan " + next.generation() + " after plan " + plan.generation());
        }
        BitSet unready = next.events();
        unready.andNot(prepared);
        if (!unready.isEmpty()) {
            throw new AssertionError("not prepared: " + unready);
        }
        plan = next;
        denied.clear();
    }

    @Override
    public void denyCgroup(long cgroupId, long subscribers, boolean below) {
        denied.put(cgroupId, subscribers);
    }

    @Override
    public void exemptProcess(int hostPid, long start, long subscribers) {
    }

    @Override
    public void forgetProcess(int hostPid) {
    }

    /** The engine itself is the last subscriber and wants what a session may want as well. */
    @Override
    protected boolean isLeftOut(byte[] record) {
        long cgroup = ByteBuffer.wrap(record).order(RecordLayout.ORDER).getLong(RecordLayout.CGROUP);
        long sessions = (1L << plan.subscribers().size() - 1) - 1;
        return sessions != 0 && denied.getOrDefault(cgroup, 0L) == sessions;
    }
}
