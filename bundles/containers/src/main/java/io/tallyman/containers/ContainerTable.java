package io.tallyman.containers;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Metadata;
import io.tallyman.api.runtime.ExecCommand;
import io.tallyman.api.source.LossCounter;
import java.util.Collection;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * From cgroup id to container. Belongs to the reader thread, save where a method says otherwise. Looking up allocates
 * nothing, takes no lock and asks nobody.
 */
@ProviderType
public interface ContainerTable extends AutoCloseable {
    /** The state of all cgroups of this table that belong to no container. */
    ContainerState host();

    /** The state of the container that this process runs in; {@link #host} where this process runs in none. */
    ContainerState own();

    /** The state of the container that a cgroup belongs to; {@link #host} where the cgroup belongs to none. */
    ContainerState find(long cgroupId);

    /**
     * A cgroup was made. May call {@link Listener#appeared}.
     *
     * @param path from the hierarchy's root on
     * @param uid  the user that made the cgroup, as the machine numbers users. A cgroup that an ordinary user has made
     *             is a container only if that user's own runtime says so.
     */
    void created(long cgroupId, String path, int uid, Listener listener);

    /** A cgroup was removed. Calls {@link Listener#vanished} where it was a container's own. */
    void removed(long cgroupId, Listener listener);

    /**
     * What the command line of a program says of an exec in a container, if the program is a runtime's; else null. Asks the
     * runtimes' bundles.
     */
    default ExecCommand exec(List<String> command) {
        return null;
    }

    /**
     * A command is executed in the container of this cgroup, and the health check of the container is not known. Asks for the
     * health check, once, and lets events of the container wait for the answer as events wait for a name.
     */
    default void awaitHealthcheck(long cgroupId, Listener listener) {
    }

    /** The container's entry point has been executed. */
    void started(ContainerState state);

    /**
     * Reports the containers that were there when the table was built, takes in the answers that have come since the
     * last call, lets deadlines pass and forgets what is past its grace period.
     *
     * @param nowNanos {@link System#nanoTime}
     * @return how many answers were taken in
     */
    int advance(long nowNanos, Listener listener);

    /** How often a cgroup that had been told to belong to one container, or to none, came to belong to another. */
    default long moves() {
        return 0;
    }

    /** Nanoseconds until {@link #advance} has something to do by itself; at most one second. */
    long nanosToNextDeadline(long nowNanos);

    /**
     * Asks runtimes for so much from now on, also of containers that are known already; until it is there, those are
     * waiting. Taken in by {@link #advance}. Any thread.
     */
    void enrich(Metadata wanted);

    /** Lets no event wait for a name any longer: {@link Listener#settled} is called wherever one waits. */
    void settleAll(Listener listener);

    /** The states of all live containers that the listener has heard of. */
    Collection<? extends ContainerState> states();

    /** All live containers as they are known now. Any thread. */
    Collection<Container> containers();

    /** How many live containers the table holds, and how many removed ones it remembers. Any thread. */
    int live();

    /** See {@link #live}. Any thread. */
    int remembered();

    /** Failed enrichments by runtime and reason. Any thread. */
    List<LossCounter> failures();

    @Override
    void close();

    /** Hears of changes, on the reader thread, from inside the call that found them. */
    interface Listener {
        /** A container was found; its first event has not been delivered. */
        void appeared(ContainerState state);

        /**
         * What is wanted of the container is known, or it has finally failed, or the container is gone: whoever is to be
         * told of it with its name is to be told now. Comes after {@link #appeared} and before {@link #settled}, and again
         * once more than before is wanted.
         */
        void resolved(ContainerState state);

        /** The container need not be waited for any longer: it is named, failed, overdue, or no container at all. */
        void settled(ContainerState state);

        /** The container's own cgroup is gone. Late events still find it for the grace period. */
        void vanished(ContainerState state);

        /**
         * Everything in this cgroup belongs to one container, containers inside included: whoever shares something among
         * containers gives one share to the whole. Containers inside of others have no share of their own, because they
         * can be made without end in there.
         */
        default void owned(long cgroupId) {
        }

        /**
         * The children of this cgroup are containers, so that a new child may have a share from its first moment. Nobody but
         * the machine's administrator can make cgroups there.
         */
        default void childrenOwned(long cgroupId) {
        }

        /** What was said by {@link #owned} does not hold any more: the container is gone, or is inside of another one. */
        default void disowned(long cgroupId) {
        }
    }
}
