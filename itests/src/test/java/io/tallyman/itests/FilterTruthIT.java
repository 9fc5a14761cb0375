package io.tallyman.itests;

import static org.junit.Assert.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.Test;

/**
 * Random filters, each in a trace of its own, beside one that has none: what passes in kernel and user space together is
 * what the filter says of the unfiltered trace, to the last event. And most of the rest has never left the kernel.
 */
public class FilterTruthIT {
    private static final int ROUNDS = 2;
    private static final int FILTERS = 5;
    private static final int NOISE = 30_011;
    private static final int NOISE_PER_SECOND = 20_000;

    private final long seed = Long.getLong("tallyman.seed", System.nanoTime());
    private final Random random = new Random(seed);

    /** One trace with its filter. */
    private record Trace(RandomFilter filter, Lines lines) {
    }

    private static Lines trace(List<String> filter) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-o", "json", "--summary", "json", "--containers",
                "--enrich-deadline", "30s", "--runtime", "docker:" + Docker.SOCKET, "-e", "openat,open,sched_process_exec"));
        arguments.addAll(filter.isEmpty() ? List.of("-e", "sched_process_fork") : filter);
        return Lines.trace(arguments.toArray(String[]::new));
    }

    @Test
    public void shouldDeliverWhatTheFilterSaysOfTheUnfilteredTrace() throws Exception {
        System.out.println("FilterTruthIT: -Dtallyman.seed=" + seed);
        List<Trace> traces = new ArrayList<>();
        int opened = 0;
        try (Lines everything = trace(List.of()); Places places = new Places()) {
            for (int round = 0; round < ROUNDS; round++) {
                opened += round(places, traces);
            }
            everything.interrupt();
            assertTrue(everything.stderr(), emitted(everything) > ROUNDS * NOISE);
            List<Reported> all = Reported.all(everything.lines());
            Map<Long, Long> parents = Reported.parents(all);
            List<Reported> own = all.stream().filter(each -> each.mark() != null).toList();
            assertEquals(opened, own.stream().filter(each -> !each.is("sched_process_exec")).count());
            check(traces, own, parents, opened / ROUNDS);
        } finally {
            for (Trace each : traces) {
                each.lines.close();
            }
        }
    }

    /** The filters are traced beside each other, each by a process of its own; returns how many files were opened. */
    private int round(Places places, List<Trace> traces) throws Exception {
        int before = traces.size();
        for (int i = 0; i < FILTERS; i++) {
            RandomFilter filter = new RandomFilter(random, places);
            traces.add(new Trace(filter, trace(filter.arguments())));
        }
        int opened = places.open();
        places.makeNoise(NOISE, NOISE_PER_SECOND);
        for (Trace each : traces.subList(before, traces.size())) {
            each.lines.interrupt();
        }
        return opened;
    }

    /** @param each how many files were opened in a round */
    private void check(List<Trace> traces, List<Reported> own, Map<Long, Long> parents, int each) {
        int passed = 0;
        for (int i = 0; i < traces.size(); i++) {
            Trace trace = traces.get(i);
            int first = i / FILTERS * each;
            List<String> expected = own.stream().filter(e -> e.number() >= first && e.number() < first + each)
                    .filter(e -> trace.filter.passes(e, parents)).map(Reported::mark).sorted().toList();
            List<String> got = Reported.all(trace.lines.lines()).stream().map(Reported::mark).filter(Objects::nonNull)
                    .sorted().toList();
            String what = "seed " + seed + ": " + trace.filter + "\n" + trace.lines.stderr();
            assertEquals(what, expected, got);
            assertTrue(what, emitted(trace.lines) < NOISE / 2);
            System.out.println(trace.filter + ": " + got.size() + " passed, " + emitted(trace.lines) + " emitted");
            passed += got.size();
        }
        assertTrue("nothing has passed, seed " + seed, passed > 0);
    }

    private static long emitted(Lines lines) {
        Counts counts = Counts.of(lines.stderr());
        assertEquals(lines.stderr(), 0, counts.lost());
        return counts.emitted();
    }
}
