package io.tallyman.benchmarks;

import io.tallyman.api.container.Container;
import io.tallyman.api.filter.EventFilter;
import io.tallyman.api.filter.FilterException;
import io.tallyman.engine.internal.record.RecordViews;
import io.tallyman.filter.internal.FilterCompilerService;
import io.tallyman.testing.Containers;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One event against a compiled filter: none, of numbers, of text, of what the runtime said, of several fields. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class FilterBenchmark {
    @Param({"", "uid=0", "comm=nginx", "containerImage=redis*", "comm=ls uid>1000 containerName=web"})
    private String filter;

    private final RecordViews views = new RecordViews(RecordViews.openat(), 1);
    private final Container container = Containers.complete(17);
    private EventFilter compiled;

    @Setup
    public void compile() throws FilterException {
        compiled = new FilterCompilerService().compile(filter.isEmpty() ? List.of() : List.of(filter.split(" ")));
    }

    @Benchmark
    public boolean test() {
        return compiled.test(views.at(0, container));
    }
}
