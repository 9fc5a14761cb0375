package io.tallyman.engine.internal.filtering;

import io.tallyman.api.filter.EventFilter;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.internal.session.Plan;
import io.tallyman.engine.internal.session.Session;
import io.tallyman.testing.PassingFilter;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/** Sessions of which nothing counts but their filter. */
final class FakeSessions {
    private FakeSessions() {
    }

    static Session with(EventFilter filter) {
        return session(List.of("x"), filter);
    }

    static Session unfiltered() {
        return session(List.of(), new PassingFilter());
    }

    private static Session session(List<String> filters, EventFilter filter) {
        TraceRequest request = new TraceRequest("s", "fake", List.of(), filters, false, List.of(), List.of(),
                new SourceOptions(SourceOptions.DEFAULT_BUFFER, false), null, 0);
        return new Session(Plan.of(request, new BitSet(), filter, Map.of(), List.of()), session -> { });
    }
}
