package io.tallyman.engine.internal.filtering;

import io.tallyman.api.source.SourceException;
import io.tallyman.api.source.SourceSession;
import io.tallyman.containers.ContainerState;
import io.tallyman.containers.ContainerTable;
import io.tallyman.engine.early.CgroupOwners;
import io.tallyman.engine.early.EarlyFilter;
import io.tallyman.engine.early.EarlyPlan;
import io.tallyman.engine.internal.process.ProcessImage;
import io.tallyman.engine.internal.session.Plan;
import io.tallyman.engine.internal.session.Session;
import java.util.BitSet;

/**
 * Tells the source what the sessions want, so that the source makes no record that nobody wants. The plan follows from the
 * sessions alone. What nobody wants of cgroups and processes is learnt from their events and holds for one generation of
 * the plan. Whenever something that was learnt no longer holds, the same plan is published with the next generation, and
 * everything is learnt anew. Reader thread only, save where a method says otherwise.
 */
public final class EarlyFiltering {
    private final Preparations preparations;
    private final EarlyFilter filter;
    private final CgroupOwners owners;
    private final CgroupVerdicts verdicts;
    private final ProcessExemptions exemptions;
    private EarlyPlan plan = EarlyPlan.NONE;
    private Session[] sessions = {};

    public EarlyFiltering(SourceSession source, ContainerTable table) {
        preparations = new Preparations(source);
        filter = source instanceof EarlyFilter own ? own : new EventsAlone(source);
        owners = source instanceof CgroupOwners own ? own : new NoOwners();
        verdicts = new CgroupVerdicts(filter, table);
        exemptions = new ProcessExemptions(filter);
    }

    /**
     * These events, and those that the engine needs itself. Any thread.
     *
     * @param follow a session follows processes
     */
    public static BitSet withOwn(BitSet wanted, boolean follow) {
        BitSet events = (BitSet) wanted.clone();
        events.or(Subscribers.ownEvents(follow));
        return events;
    }

    /**
     * Gets the source ready for a session's events, before the session is published. Takes long. Any thread but the reader
     * thread.
     *
     * @param coming the plan of the session that will be published
     * @throws SourceException the source cannot report an event; it is as ready as before
     */
    public void prepare(Session session, Plan coming) throws SourceException {
        preparations.prepare(session, withOwn(coming.events(), coming.needsProcesses()));
    }

    /** The session has been published with its plan: has the source free what the session needed before. Any thread. */
    public void settle(Session session) {
        preparations.settle(session, withOwn(session.subscriber().events(), session.needsProcesses()));
    }

    /** The session is not among the published ones any more: has the source free what it needed. Any thread. */
    public void release(Session session) {
        preparations.settle(session, new BitSet());
    }

    /** Is told among whom the source is to share its room. */
    public CgroupOwners owners() {
        return owners;
    }

    /** Reads a batch of records, see {@link EarlyFilter#poll}. */
    public int poll(EarlyFilter.Handler handler) {
        return filter.poll(handler);
    }

    /** From now on these are the sessions, or their filters have changed. */
    public void publish(Session[] now) {
        sessions = now;
        begin(plan.next(Subscribers.of(now)));
    }

    private void begin(EarlyPlan next) {
        plan = next;
        filter.publish(next);
        verdicts.begin(sessions, next.generation());
        exemptions.begin(sessions, next.generation());
    }

    /** An event of this cgroup has been read. The cgroup is in that container, which has that verdict. */
    public void read(ContainerState state, ContainerVerdict verdict, long cgroupId) {
        verdicts.read(state, verdict, cgroupId);
    }

    /** An event of this process has been read; null where nobody knows the process. */
    public void read(ProcessImage process) {
        exemptions.read(process);
    }

    /** The last event of this process has been read; null where nobody knows the process. */
    public void ended(ProcessImage process) {
        exemptions.ended(process);
    }

    /** Tells the source what was learnt, and voids what no longer holds. To be called between two batches. */
    public void review() {
        if (!verdicts.hold()) {
            begin(plan.again());
        }
        exemptions.tell();
    }
}
