package io.tallyman.containers.internal.attribution;

import java.util.Random;
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

/** Finding an event's cgroup among so many live ones, each event from another. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class LookUpBenchmark {
    private static final int EVENTS = 1 << 16;

    @Param({"1", "100", "10000"})
    private int live;

    private final CgroupMap map = new CgroupMap();
    private final long[] events = new long[EVENTS];
    private int next;

    @Setup
    public void fill() {
        Random random = new Random(7);
        for (int i = 0; i < live; i++) {
            map.put(Cgroup.unannounced(id(i), new TableState(null)));
        }
        for (int i = 0; i < EVENTS; i++) {
            events[i] = id(random.nextInt(live));
        }
    }

    /** Ids of live cgroups are small numbers with gaps. */
    private static long id(int number) {
        return 17 + number * 10L;
    }

    @Benchmark
    public Object find() {
        return map.get(events[next++ & EVENTS - 1]);
    }
}
