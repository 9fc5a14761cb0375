package io.tallyman.engine.internal.session;

import io.tallyman.api.container.Metadata;
import io.tallyman.api.filter.EventFilter;
import io.tallyman.engine.OutputRequest;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.early.RateLimit;
import io.tallyman.engine.internal.output.OutputOptions;
import io.tallyman.engine.internal.output.OutputPlugs;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * What a session wants, compiled. A session that is changed gets another one, between two batches.
 *
 * @param request the request that the plan was made from
 * @param events  catalogue ids that can pass
 * @param wanted  the same, for the reader thread; not to be changed
 * @param filter  decides over each event
 * @param needs   what has to be known of a container before its events go on
 * @param tellsLosses the outputs are told what they miss, whatever the events and the filter are
 * @param folds   by catalogue id, the milliseconds within which equal events may become one
 * @param limits  events beyond these may be left out
 */
public record Plan(TraceRequest request, BitSet events, boolean[] wanted, EventFilter filter, Metadata needs,
        boolean tellsLosses, Map<Integer, Integer> folds, List<RateLimit> limits) {
    public static Plan of(TraceRequest request, BitSet selected, EventFilter filter, Map<Integer, Integer> folds,
            List<RateLimit> limits) {
        BitSet events = (BitSet) selected.clone();
        if (filter.events() != null) {
            events.and(filter.events());
        }
        boolean[] wanted = new boolean[Math.max(1, events.length())];
        events.stream().forEach(id -> wanted[id] = true);
        Metadata needs = request.enrich() ? Metadata.NAME.and(filter.needs()) : filter.needs();
        return new Plan(request, events, wanted, filter, needs, !EventSelection.takesOut(request.events(), "lost"),
                folds, limits);
    }

    /** The same events with a filter that was compiled again. */
    Plan with(EventFilter compiled) {
        return new Plan(request, events, wanted, compiled, needs, tellsLosses, folds, limits);
    }

    /** The same where printers show more of a container than its name. */
    Plan shownBy(List<OutputPlugs> outputs) {
        Metadata all = needs;
        for (OutputPlugs each : outputs) {
            all = all.and(each.needs());
        }
        return enrich() ? new Plan(request, events, wanted, filter, all, tellsLosses, folds, limits) : this;
    }

    boolean enrich() {
        return needs != Metadata.NONE;
    }

    /** Forks, execs and exits are needed to know the processes. */
    public boolean needsProcesses() {
        return filter.needsProcesses() || showsAncestors();
    }

    boolean showsAncestors() {
        return showsAncestors(request);
    }

    /** Whether an output shows the ancestors of processes. */
    public static boolean showsAncestors(TraceRequest request) {
        for (OutputRequest output : request.outputs()) {
            if (OutputOptions.isOn(output, OutputOptions.ANCESTORS)) {
                return true;
            }
        }
        return false;
    }

    boolean wants(int event) {
        return event < wanted.length && wanted[event];
    }
}
