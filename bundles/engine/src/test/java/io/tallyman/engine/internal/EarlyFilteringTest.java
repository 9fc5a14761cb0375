package io.tallyman.engine.internal;

import static org.junit.jupiter.api.Assertions.*;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventView;
import io.tallyman.api.filter.EventFilter;
import io.tallyman.api.filter.Verdict;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.containers.ContainerOptions;
import io.tallyman.engine.OutputRequest;
import io.tallyman.engine.OutputRequest.WhenFull;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.TraceSession;
import io.tallyman.engine.early.EarlyPlan;
import io.tallyman.testing.FakeFilters;
import io.tallyman.testing.PassingFilter;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sessions on a source that really leaves out what it is told of. */
@Timeout(60)
class EarlyFilteringTest extends EngineFixture {
    private static final int CALLS = 7;

    private FilteringSource filtering;

    @Override
    protected FakeSource source() {
        filtering = new FilteringSource();
        return filtering;
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
        return request(List.of("openat"), filter);
    }

    private static TraceRequest request(List<String> events, String filter) {
        OutputRequest output = new OutputRequest("main", "short", "memory", Map.of(), WhenFull.DEFAULT,
                OutputRequest.DEFAULT_QUEUE, null);
        return new TraceRequest("", "fake", events, List.of(filter), false, List.of(output), List.of(),
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

    @Test
    void shouldNotAskASessionThatCertainlyWantsNothingOfARecord() throws Exception {
        TraceSession first = engine.start(request("comm=t"));
        TraceSession second = engine.start(request("comm=t"));
        filtering.mayWant = 0b10;
        source.put(openat(HOST, 1));
        await(() -> second.status().matched() == 1);
        filtering.mayWant = 0b01;
        source.put(openat(HOST, 2));
        await(() -> first.status().matched() == 1);
        filtering.mayWant = EarlyPlan.EVERYBODY;
        source.put(openat(HOST, 3));
        await(() -> first.status().matched() == 2 && second.status().matched() == 2);
        assertEquals(2, first.status().seen());
        assertEquals(2, second.status().seen());
    }

    /** The source is ready for a plan before the plan is in force, and frees what no session needs any more. */
    @Test
    void shouldHaveTheSourceReadyForThePlanAndForNothingElse() throws Exception {
        TraceSession first = engine.start(request("comm=t"));
        assertEquals(ids("openat", "sched_process_exec"), filtering.prepared);
        TraceSession second = engine.start(request(List.of("openat2", "task_rename"), "comm=t"));
        assertEquals(ids("openat", "openat2", "sched_process_exec", "task_rename"), filtering.prepared);
        assertEquals(filtering.prepared, filtering.plan.events());
        second.stop();
        assertEquals(ids("openat", "sched_process_exec"), filtering.plan.events());
        await(() -> filtering.prepared.equals(filtering.plan.events()));
        first.stop();
    }

    private static BitSet ids(String... names) {
        BitSet ids = new BitSet();
        for (String name : names) {
            ids.set(Catalogue.builtIn().byName(name).id());
        }
        return ids;
    }
}
