package io.tallyman.engine.internal.early;

import io.tallyman.api.source.RecordHandler;
import io.tallyman.testing.QuietSource;
import java.util.ArrayList;
import java.util.List;

/** Writes down what it is told of cgroups and processes of which somebody wants nothing. */
final class ToldSource extends QuietSource {
    private final List<String> told = new ArrayList<>();

    ToldSource() {
        super("fake");
    }

    /** What it was told since this was asked last. */
    List<String> told() {
        List<String> all = List.copyOf(told);
        told.clear();
        return all;
    }

    @Override
    public int poll(RecordHandler handler) {
        return 0;
    }

    @Override
    public void deny(long cgroupId, long takers, boolean below) {
        told.add(cgroupId + ":" + takers + (below ? " below" : ""));
    }

    @Override
    public void undeny() {
        told.add("undone");
    }

    @Override
    public void denyProcess(int hostPid, long start, long takers) {
        told.add(hostPid + "@" + start + ":" + takers);
    }

    @Override
    public void forgetProcess(int hostPid) {
        told.add(hostPid + " forgotten");
    }
}
