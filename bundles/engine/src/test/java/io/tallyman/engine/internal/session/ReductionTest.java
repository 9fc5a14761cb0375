package io.tallyman.engine.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.event.Catalogue;
import io.tallyman.engine.TraceException;
import io.tallyman.engine.early.RateLimit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code --fold} and {@code --limit} take, and what they refuse. */
class ReductionTest {
    private static int id(String event) {
        return Catalogue.builtIn().byName(event).id();
    }

    @Test
    void shouldReadTimesToFold() throws TraceException {
        Map<Integer, Integer> times = FoldTimes.of(List.of("open*,connect=10s", "openat2=300ms"));
        assertEquals(10_000, times.get(id("openat")));
        assertEquals(10_000, times.get(id("connect")));
        assertEquals(300, times.get(id("openat2")));
        assertFalse(times.containsKey(id("read")));
    }

    @Test
    void shouldFoldOfASetWhatCanBeFolded() throws TraceException {
        Map<Integer, Integer> times = FoldTimes.of(List.of("*=1m"));
        assertEquals(60_000, times.get(id("read")));
        assertFalse(times.containsKey(id("execve")));
        assertFalse(times.containsKey(id("sched_process_exit")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"openat", "openat=", "=10s", "openat=soon", "openat=10ms", "openat=2h", "nosuch=10s",
        "execve=10s", "sched_process_exit=10s", "clone3=1s"})
    void shouldRefuseWhatCannotBeFolded(String spec) {
        TraceException refused = assertThrows(TraceException.class, () -> FoldTimes.of(List.of(spec)));
        assertEquals(TraceException.Kind.USAGE, refused.kind());
    }

    @Test
    void shouldReadLimits() throws TraceException {
        List<RateLimit> limits = RateLimits.of(List.of("open*,connect=1000/s", "container=60/m:7"));
        assertEquals(1_000_000, limits.get(0).interval());
        assertEquals(1000, limits.get(0).burst());
        assertTrue(limits.get(0).events().get(id("openat")));
        assertTrue(limits.get(1).isOfEachContainer());
        assertEquals(1_000_000_000, limits.get(1).interval());
        assertEquals(7, limits.get(1).burst());
    }

    /** The product of interval and burst is in nanoseconds, and must not become negative. */
    @Test
    void shouldTakeAnyBurst() throws TraceException {
        RateLimit limit = RateLimits.of(List.of("container=1/h:5200007")).get(0);
        assertEquals(3_600_000_000_000L, limit.interval());
        assertTrue(Math.multiplyExact(limit.interval(), limit.burst()) > Long.MAX_VALUE / 3, limit.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"openat", "openat=5", "openat=0/s", "openat=5/s:0", "openat=5/d", "nosuch=5/s", "=5/s",
        "sched_process_exec=10/s", "openat,mark_victim=5/s", "container_start=5/m"})
    void shouldRefuseWhatIsNoLimit(String spec) {
        TraceException refused = assertThrows(TraceException.class, () -> RateLimits.of(List.of(spec)));
        assertEquals(TraceException.Kind.USAGE, refused.kind());
    }
}
