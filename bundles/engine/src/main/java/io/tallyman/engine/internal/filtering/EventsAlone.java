package io.tallyman.engine.internal.filtering;

import io.tallyman.api.source.SourceSession;
import io.tallyman.engine.early.EarlyFilter;
import io.tallyman.engine.early.EarlyPlan;

/** Stands for the early filter of a source that has none: the source is told which events are wanted and nothing else. */
final class EventsAlone implements EarlyFilter {
    private final SourceSession source;

    EventsAlone(SourceSession source) {
        this.source = source;
    }

    @Override
    public int poll(Handler handler) {
        return source.poll((buffer, offset, length) ->
                handler.onRecord(buffer, offset, length, EarlyPlan.EVERYBODY));
    }

    @Override
    public void publish(EarlyPlan plan) {
        source.events(plan.events());
    }

    @Override
    public void denyCgroup(long cgroupId, long subscribers, boolean below) {
    }

    @Override
    public void exemptProcess(int hostPid, long start, long subscribers) {
    }

    @Override
    public void forgetProcess(int hostPid) {
    }
}
