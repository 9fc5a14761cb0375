package io.tallyman.engine.internal.filtering;

import io.tallyman.engine.early.EarlyFilter;
import io.tallyman.engine.early.EarlyPlan;
import java.util.ArrayList;
import java.util.List;

/** Writes down what it is told of cgroups and processes of which some subscriber wants nothing. */
final class ToldFilter implements EarlyFilter {
    private final List<String> told = new ArrayList<>();

    /** What it was told since this was asked last. */
    List<String> told() {
        List<String> all = List.copyOf(told);
        told.clear();
        return all;
    }

    @Override
    public int poll(Handler handler) {
        return 0;
    }

    @Override
    public void publish(EarlyPlan plan) {
        told.add("plan " + plan.generation());
    }

    @Override
    public void denyCgroup(long cgroupId, long subscribers, boolean below) {
        told.add(cgroupId + ":" + subscribers + (below ? " below" : ""));
    }

    @Override
    public void exemptProcess(int hostPid, long start, long subscribers) {
        told.add(hostPid + "@" + start + ":" + subscribers);
    }

    @Override
    public void forgetProcess(int hostPid) {
        told.add(hostPid + " forgotten");
    }
}
