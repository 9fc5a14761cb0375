package io.tallyman.engine.internal;

import io.tallyman.api.record.RecordLayout;
import io.tallyman.api.source.Wish;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A source that makes no record of a cgroup of which all sessions want nothing. */
final class FilteringSource extends FakeSource {
    private final Map<Long, Long> denied = new HashMap<>();
    private long everybody;

    @Override
    public void wishes(List<Wish> wishes) {
        super.wishes(wishes);
        denied.clear();
        everybody = (1L << wishes.size() - 1) - 1;
    }

    @Override
    public void deny(long cgroupId, long takers, boolean below) {
        denied.put(cgroupId, takers);
    }

    @Override
    public void undeny() {
        denied.clear();
    }

    @Override
    protected boolean isLeftOut(byte[] record) {
        long cgroup = ByteBuffer.wrap(record).order(RecordLayout.ORDER).getLong(RecordLayout.CGROUP);
        return everybody != 0 && denied.getOrDefault(cgroup, 0L) == everybody;
    }
}
