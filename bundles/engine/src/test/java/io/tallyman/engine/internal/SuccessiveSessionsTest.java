package io.tallyman.engine.internal;

import static org.junit.jupiter.api.Assertions.*;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.EventView;
import io.tallyman.api.filter.EventFilter;
import io.tallyman.api.filter.Verdict;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.containers.ContainerOptions;
import io.tallyman.engine.OutputRequest;
import io.tallyman.engine.OutputRequest.WhenFull;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.TraceSession;
import io.tallyman.testing.FakeFilters;
import io.tallyman.testing.PassingFilter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sessions one after another in one process: what the source was told of the former one says nothing of the next. */
@Timeout(60)
class SuccessiveSessionsTest extends EngineFixture {
    private static final int CALLS = 7;

    @Override
    protected FakeSource source() {
        return new FilteringSource();
    }

    @Override
    protected FakeFilters filters() {
        return new FakeFilters(all -> event -> true) {
            @Override
            public EventFilter compile(Collection<String> all) {
                return all.contains("container") ? new ContainersAlone() : new PassingFilter();
            }
        };
    }

    /** What {@code -s container} is compiled to. */
    private static final class ContainersAlone extends PassingFilter {
        @Override
        public boolean test(EventView event) {
            return event.container() != null;
        }

        @Override
        public Verdict verdict(Container container) {
            return container == null ? Verdict.DENIED : Verdict.OPEN;
        }
    }

    private static TraceRequest request(String filter) {
        OutputRequest output = new OutputRequest("main", "short", "memory", Map.of(), WhenFull.DEFAULT,
                OutputRequest.DEFAULT_QUEUE, null);
        return new TraceRequest("", "fake", List.of("openat"), List.of(filter), false, List.of(output), List.of(),
                new SourceOptions(1 << 20, false), ContainerOptions.DEFAULT, 1 << 20);
    }

    private void call(int times) {
        for (int i = 0; i < times; i++) {
            source.put(openat(HOST, 100 + i));
        }
    }

    @Test
    void shouldGiveALaterSessionWhatAFormerOneDidNotWant() throws Exception {
        for (int turn = 1; turn <= 3; turn++) {
            TraceSession former = engine.start(request("container"));
            call(1);
            await(() -> engine.status().read() == 1);
            call(CALLS);
            await(source.records::isEmpty);
            former.stop();
            assertEquals(1, former.engineAtEnd().read(), "the source leaves out what nobody wants");
            assertEquals(0, former.status().matched());

            TraceSession later = engine.start(request("comm=t"));
            call(CALLS);
            later.stop();
            assertEquals(CALLS, later.status().matched());
            assertEquals(turn * CALLS, outputs.lines.size());
        }
    }
}
