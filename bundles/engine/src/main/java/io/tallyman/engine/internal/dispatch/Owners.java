package io.tallyman.engine.internal.dispatch;

import io.tallyman.api.container.Container;
import io.tallyman.containers.ContainerState;
import io.tallyman.containers.ContainerTable;
import io.tallyman.engine.internal.loss.Owner;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Gives each container its owner. A container inside another one has the outer one's, so that nobody gets more room by
 * starting containers of his own. Reader thread only.
 */
final class Owners {
    /** Late events of a container that is gone still count as the container's for so long. */
    private static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final ContainerTable table;
    private final Owner host = Owner.host();
    /** By number; null: the number is free. */
    private final List<Owner> all = new ArrayList<>(List.of(host));
    private final ArrayDeque<Gone> gone = new ArrayDeque<>();

    /** A number that may be given again some time after this. */
    private record Gone(int number, long since) {
    }

    Owners(ContainerTable table) {
        this.table = table;
        DispatchState.of(table.host()).owner = host;
    }

    /** Whose the events of a container are. While it is not known whether there is a container, they are the host's. */
    Owner of(ContainerState state) {
        Owner owner = DispatchState.of(state).owner;
        return owner != null ? owner : find(state);
    }

    private Owner find(ContainerState state) {
        Container container = state.container();
        if (container == null) {
            return host;
        }
        ContainerState outermost = container.parents().isEmpty() ? null : byId(container.parents().get(0));
        Owner owner = outermost == null ? add(state) : of(outermost);
        DispatchState.of(state).owner = owner;
        return owner;
    }

    private ContainerState byId(String id) {
        for (ContainerState state : table.states()) {
            Container container = state.container();
            if (container != null && container.id().equals(id) && container.parents().isEmpty()) {
                return state;
            }
        }
        return null;
    }

    private Owner add(ContainerState state) {
        int number = all.size();
        if (!gone.isEmpty() && System.nanoTime() - gone.peek().since > KEPT_NANOS) {
            number = gone.poll().number;
        } else {
            all.add(null);
        }
        Owner owner = new Owner(number, state::container);
        all.set(number, owner);
        return owner;
    }

    /** A container is gone: its number will be given to another one. */
    void vanished(ContainerState state) {
        Owner owner = DispatchState.of(state).owner;
        if (owner != null && owner.container() == state.container() && all.get(owner.number()) == owner) {
            gone.add(new Gone(owner.number(), System.nanoTime()));
        }
    }

    /** The owner of what belongs to no container. */
    Owner host() {
        return host;
    }

    /** All owners, and some that are gone. */
    List<Owner> all() {
        return all;
    }
}
