package io.tallyman.source.ebpf.internal.filter;

import io.tallyman.api.source.RecordHandler;
import io.tallyman.engine.early.EarlyFilter;
import io.tallyman.engine.early.EarlyPlan;
import io.tallyman.source.ebpf.internal.layout.DecisionLayout;
import io.tallyman.source.ebpf.internal.layout.RecordHeaderLayout;
import java.nio.ByteBuffer;

/**
 * Separates each record of the ring from the decision of the early filter, {@code struct decision}, which may follow
 * the record, and passes on both. Reader thread.
 */
public final class DecidedRecords implements RecordHandler {
    private final InKernelFilter filter;
    private EarlyFilter.Handler handler;

    public DecidedRecords(InKernelFilter filter) {
        this.filter = filter;
    }

    /** @return itself */
    public RecordHandler to(EarlyFilter.Handler next) {
        handler = next;
        return this;
    }

    @Override
    public void onRecord(ByteBuffer buffer, int offset, int length) {
        if (buffer.get(offset + RecordHeaderLayout.DECIDED) == 0) {
            handler.onRecord(buffer, offset, length, EarlyPlan.EVERYBODY);
            return;
        }
        int size = length - DecisionLayout.SIZE;
        int decision = offset + size;
        handler.onRecord(buffer, offset, size, filter.mayWant(buffer.getLong(decision + DecisionLayout.SUBSCRIBERS),
                buffer.getLong(decision + DecisionLayout.GENERATION)));
    }
}
