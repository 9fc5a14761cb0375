package io.tallyman.source.ebpf.internal.owners;

import io.tallyman.engine.early.OwnerLosses;
import io.tallyman.engine.early.OwnerLosses.Visitor;
import io.tallyman.source.ebpf.internal.layout.AccountLayout;
import io.tallyman.source.ebpf.internal.libbpf.BpfMap;
import io.tallyman.source.ebpf.internal.libbpf.MapBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * What each owner has lost: the map {@code accounts} of {@code fair.bpf.h}, and the accounts of owners that are gone, which
 * are kept here so that the map has room. The session guards all methods.
 */
public final class Accounts {
    /** So many owners that are gone are told one by one. The losses of others are told together. */
    static final int MOST_GONE = 4096;

    private final BpfMap map;
    private final MapBatch batch;
    private final Map<Long, Loss> gone = new LinkedHashMap<>();
    private Loss unknown = Loss.NONE;

    /** Losses of one owner, and whether the owner's cgroup has been removed. */
    private record Loss(long events, long bytes, long first, long last, long limited, boolean gone) {
        static final Loss NONE = new Loss(0, 0, 0, 0, 0, true);

        static Loss read(ByteBuffer accounts, int at) {
            return new Loss(accounts.getLong(at + AccountLayout.LOST), accounts.getLong(at + AccountLayout.LOST_BYTES),
                    accounts.getLong(at + AccountLayout.FIRST), accounts.getLong(at + AccountLayout.LAST),
                    accounts.getLong(at + AccountLayout.LIMITED), accounts.getLong(at + AccountLayout.GONE) != 0);
        }

        Loss plus(Loss other) {
            long earliest = first == 0 || other.first == 0 ? Math.max(first, other.first) : Math.min(first, other.first);
            return new Loss(events + other.events, bytes + other.bytes, earliest, Math.max(last, other.last),
                    limited + other.limited, true);
        }

        void tell(long owner, Visitor visitor) {
            if (events > 0) {
                visitor.lost(owner, events, bytes, first, last);
            }
        }
    }

    /**
     * @param map   the map {@code accounts}
     * @param batch reads the same map
     */
    public Accounts(BpfMap map, MapBatch batch) {
        this.map = map;
        this.batch = batch;
        open(OwnerLosses.HOST);
        open(OwnerLosses.UNKNOWN);
    }

    private void open(long owner) {
        map.value().clear();
        map.replace(owner);
    }

    /** See {@link OwnerLosses#read}. */
    public void read(Visitor visitor) {
        visit((owner, loss) -> loss.tell(owner, visitor));
    }

    /** See {@link OwnerLosses#readLimited}. */
    public void readLimited(OwnerLosses.LimitVisitor visitor) {
        visit((owner, loss) -> {
            if (loss.limited() > 0) {
                visitor.limited(owner, loss.limited());
            }
        });
    }

    private void visit(BiConsumer<Long, Loss> visitor) {
        List<Long> ended = new ArrayList<>();
        Loss[] inKernel = {Loss.NONE};
        batch.read((keys, values, index) -> {
            long owner = keys.getLong(index * Long.BYTES);
            Loss loss = Loss.read(values, index * AccountLayout.SIZE);
            if (owner == OwnerLosses.UNKNOWN) {
                inKernel[0] = loss;
            } else if (loss.gone() || gone.containsKey(owner)) {
                gone.merge(owner, loss, Loss::plus);
                ended.add(owner);
            } else {
                visitor.accept(owner, loss);
            }
        });
        ended.forEach(map::remove);
        while (gone.size() > MOST_GONE) {
            unknown = unknown.plus(gone.remove(gone.keySet().iterator().next()));
        }
        gone.forEach(visitor);
        visitor.accept(OwnerLosses.UNKNOWN, unknown.plus(inKernel[0]));
    }
}
