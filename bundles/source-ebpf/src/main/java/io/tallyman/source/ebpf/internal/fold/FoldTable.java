package io.tallyman.source.ebpf.internal.fold;

import io.tallyman.api.record.RecordLayout;
import io.tallyman.source.ebpf.internal.layout.DecisionLayout;
import io.tallyman.source.ebpf.internal.layout.FoldLayout;
import io.tallyman.source.ebpf.internal.layout.FoldRecordLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The table of folded calls in memory that is shared with the programs ({@code fold.bpf.h}). Whoever reads or writes a
 * place marks the place as busy before that. Reader thread only.
 */
public final class FoldTable {
    /** Number of places: {@code FOLDS_MAX}. */
    public static final int PLACES = 8192;
    /** Number of entries that say where processes have places: {@code FOLD_HOLDERS}. */
    public static final int HOLDERS = 4096;

    /** A program holds the place, and there may be a summary. */
    static final int BUSY = -1;

    /** A program holds a place for less than a microsecond, unless the kernel runs another task meanwhile. */
    private static final int SPINS = 100_000;

    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final ByteBuffer folds;
    private final ByteBuffer records;
    private final ByteBuffer summary =
            ByteBuffer.allocateDirect(FoldRecordLayout.SIZE).order(RecordLayout.ORDER);
    private long count;

    /**
     * @param folds   the map {@code folds}, {@link #PLACES} entries
     * @param records the map {@code fold_records}, as many
     */
    public FoldTable(ByteBuffer folds, ByteBuffer records) {
        this.folds = folds;
        this.records = records;
    }

    /** The summary that was taken out last: a record, and behind it the decision of the early filter. */
    ByteBuffer summary() {
        return summary;
    }

    /** How many calls that summary stands for. */
    long count() {
        return count;
    }

    /**
     * Takes the summary out of a place, if the place has one whose first call is no later than a time.
     *
     * @param time     boot clock, in nanoseconds
     * @param overOnly take only a summary whose time was over then
     * @return length in {@link #summary}, 0: there is none to take, or {@link #BUSY}
     */
    int take(int place, long time, boolean overOnly) {
        int at = place * FoldLayout.SIZE;
        if ((long) LONG.getAcquire(folds, at + FoldLayout.COUNT) == 0) {
            return 0;
        }
        if (!seize(at)) {
            return BUSY;
        }
        try {
            count = folds.getLong(at + FoldLayout.COUNT);
            if (count == 0 || folds.getLong(at + FoldLayout.FIRST) > time
                    || overOnly && folds.getLong(at + FoldLayout.UNTIL) > time) {
                return 0;
            }
            folds.putLong(at + FoldLayout.COUNT, 0);
            return copy(at, place * FoldRecordLayout.SIZE);
        } finally {
            INT.setRelease(folds, at + FoldLayout.BUSY, 0);
        }
    }

    private boolean seize(int at) {
        for (int i = 0; i < SPINS; i++) {
            if (INT.compareAndSet(folds, at + FoldLayout.BUSY, 0, 1)) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    private int copy(int at, int from) {
        int size = folds.getInt(at + FoldLayout.LENGTH);
        int end = size + RecordLayout.FOLD_SIZE;
        int length = end + DecisionLayout.SIZE;
        summary.put(0, records, from, length);
        int flags = summary.getShort(RecordLayout.FLAGS) | RecordLayout.FLAG_FOLDED;
        summary.putShort(RecordLayout.FLAGS, (short) flags);
        summary.putLong(RecordLayout.TIME, folds.getLong(at + FoldLayout.LAST));
        summary.putLong(end + RecordLayout.FOLD_COUNT, count);
        summary.putLong(end + RecordLayout.FOLD_FIRST, folds.getLong(at + FoldLayout.FIRST));
        return length;
    }
}
