package io.tallyman.engine.internal;

import io.tallyman.api.event.EventView;
import io.tallyman.api.filter.EventFilter;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.engine.TraceRequest;
import java.util.BitSet;
import java.util.List;

/** Sessions of which nothing counts but their filter. */
final class FakeSessions {
    private FakeSessions() {
    }

    /** Everything passes. */
    abstract static class Filter implements EventFilter {
        @Override
        public boolean test(EventView event) {
            return true;
        }

        @Override
        public boolean needsMetadata() {
            return false;
        }

        @Override
        public boolean impliesContainer() {
            return false;
        }

        @Override
        public BitSet events() {
            return null;
        }
    }

    static Session with(EventFilter filter) {
        return session(List.of("x"), filter);
    }

    static Session unfiltered() {
        return session(List.of(), new Filter() {
        });
    }

    private static Session session(List<String> filters, EventFilter filter) {
        TraceRequest request = new TraceRequest("s", "fake", List.of(), filters, false, List.of(), List.of(),
                new SourceOptions(SourceOptions.DEFAULT_BUFFER, false), null, 0);
        return new Session(Plan.of(request, new BitSet(), filter), session -> { });
    }
}
