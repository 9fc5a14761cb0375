package io.tallyman.itests;

import static org.junit.Assert.*;

import io.tallyman.testing.CheckedFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** A container that floods beside a quiet one, and a reader as slow as a log shipper: whose events are lost, and who is told so. */
public class LostEventsIT {
    private static final String LOUD = "tm-lost-loud";
    private static final String SECOND = "tm-lost-second";
    private static final String QUIET = "tm-lost-quiet";
    private static final int CALLS = 601;
    /** For nine seconds. */
    private static final String QUIET_RATE = "67";
    private static final String ENDLESS = "1000000000000";
    private static final long SLOW = 20L << 20;
    private static final Pattern RING_LOSS = Pattern.compile("lost [\\d,]+ events in \\d+ s: the ring buffer was full "
            + "\\(.*\\); (container \\S+|the host) lost [\\d,]+ of them \\(\\d+ % of its events\\)"
            + "(, (nobody else lost any|the others [\\d,]+))?\n");

    private Path pipe;
    private String loud;
    private String second;
    private String quiet;
    private long made;
    private long madeBySecond;

    @Before
    public void makePipe() throws Exception {
        pipe = Files.createTempDirectory(Path.of(System.getProperty("tallyman.results")), "lost-it").resolve("slow");
        Commands.run("mkfifo", pipe.toString());
    }

    @After
    public void remove() throws Exception {
        Docker.remove(LOUD);
        Docker.remove(SECOND);
        Docker.remove(QUIET);
    }

    private InPlace config(String whenFull) throws IOException {
        return InPlace.config("output-lost", "printer = json", "destination = file", "path = " + pipe, "events = openat",
                "scope = openat.args.pathname=/tm/lost/*", whenFull);
    }

    private static String startLoud(String name, String rate) throws Exception {
        return Docker.start(name, "/bin/calls", ENDLESS, "/tm/lost/loud/", rate);
    }

    /** Ends a loud container, and returns how many calls it has made. */
    private static long stop(String name) throws Exception {
        Docker.docker("kill", "-s", "TERM", name);
        Docker.docker("wait", name);
        return Long.parseLong(Docker.docker("logs", name).split(" ")[1]);
    }

    /** All make their calls, the quiet one once the product has said that events are lost. */
    private String call(Tallyman engine, boolean two, String rate, String loss) throws Exception {
        engine.awaitErr("running");
        Until.holds("the output runs", () -> engine.ask("trace:status").contains("output lost is running"));
        loud = startLoud(LOUD, rate);
        second = two ? startLoud(SECOND, rate) : "";
        engine.awaitErr(loss);
        quiet = Docker.start(QUIET, "/bin/calls", Integer.toString(CALLS), "/tm/lost/quiet/", QUIET_RATE);
        Docker.docker("wait", QUIET);
        String status = engine.ask("trace:status");
        made = stop(LOUD);
        madeBySecond = two ? stop(SECOND) : 0;
        assertEquals(0, engine.terminate());
        return status;
    }

    /** The rate is six times that of the reader. The ring buffer is large enough for pauses of the machine. */
    @Test
    public void shouldLoseNothingOfAQuietContainerWhileALoudOneFillsTheQueue() throws Exception {
        SlowReader reader = new SlowReader(pipe, SLOW);
        String said;
        String status;
        try (InPlace config = config("when-full = drop");
                Tallyman engine = Tallyman.launch("run", "--buffer", "128M", "--summary", "json")) {
            status = call(engine, false, "150001", "output lost lost ");
            reader.awaitEnd();
            said = engine.stderr();
        }
        Counts counts = Counts.of(said);
        long dropped = counts.output("lost", "dropped");
        System.out.printf("queue: the loud one made %d calls, %d written, %d dropped; the quiet one %d of %d written%n", made,
                reader.lines(loud), dropped, reader.lines(quiet), CALLS);
        Map<String, Long> told = reader.told();
        // others on this machine may flood the ring; neither of these two has lost a record there
        told.keySet().removeIf(whose -> !whose.startsWith(loud) && !whose.startsWith(quiet) && whose.endsWith(" ring_full"));
        assertEquals(said, CALLS, reader.lines(quiet));
        assertEquals(said, Map.of(loud + " container queue_full", dropped), told);
        assertEquals(said, made, reader.lines(loud) + dropped);
        assertEquals(said, counts.matched("lost"), counts.output("lost", "delivered") + dropped);
        assertTrue(status, status.matches("(?s).*outputs dropped [\\d,]+ of container " + loud.substring(0, 12) + "\n.*"));
    }

    /**
     * The output holds the reader back, so the ring buffer fills up. Others on this machine open files as well, and may lose
     * events. If they are loud, too, the output lets the reader go on, and the queue refuses the loud one.
     */
    @Test
    public void shouldSayWhoseEventsTheRingHasLostAndLoseNothingOfAQuietContainer() throws Exception {
        SlowReader reader = new SlowReader(pipe, SLOW);
        String said;
        String status;
        try (InPlace config = config("when-full = block");
                Tallyman engine = Tallyman.launch("run", "--summary", "json")) {
            status = call(engine, false, "0", "the ring buffer was full");
            reader.awaitEnd();
            said = engine.stderr();
        }
        Counts counts = Counts.of(said);
        Map<String, Long> told = reader.told();
        System.out.printf("ring: the loud one made %d calls, %d written; %s; the quiet one %d of %d written%n", made,
                reader.lines(loud), told, reader.lines(quiet), CALLS);
        assertEquals(said, CALLS, reader.lines(quiet));
        assertEquals(said, made, reader.lines(loud) + missing(told, loud + " "));
        assertEquals(said, counts.output("lost", "dropped"), missing(told, loud + " container queue_full"));
        List.of("count", "reason", "owner", "first", "last").forEach(field -> CheckedFields.add("lost", field));
        assertEquals(said, counts.emitted(), counts.read() + counts.lost());
        assertEquals(said, counts.lost() + counts.output("lost", "dropped"), missing(told, ""));
        assertTrue(said, RING_LOSS.matcher(said).find());
        assertTrue(status, status.matches("(?s).*of these .*[\\d,]+ of container " + loud.substring(0, 12)
                + " \\(\\d+ % of its events\\).*"));
    }

    /**
     * Two loud ones take more of the ring than one may: the output that blocks lets the reader go on, and the queue is full, too.
     */
    @Test
    public void shouldLoseNothingOfAQuietContainerWhileTwoLoudOnesFillTheRingAndTheQueueOfAnOutputThatBlocks()
            throws Exception {
        SlowReader reader = new SlowReader(pipe, SLOW);
        String said;
        try (InPlace config = config("when-full = block");
                Tallyman engine = Tallyman.launch("run", "--summary", "json")) {
            call(engine, true, "0", "output lost lost ");
            reader.awaitEnd();
            said = engine.stderr();
        }
        Counts counts = Counts.of(said);
        Map<String, Long> told = reader.told();
        System.out.printf("both: the loud ones made %d and %d calls, %d and %d written; %s; the quiet one %d of %d written%n",
                made, madeBySecond, reader.lines(loud), reader.lines(second), told, reader.lines(quiet), CALLS);
        assertEquals(said, CALLS, reader.lines(quiet));
        assertEquals(said, made, reader.lines(loud) + missing(told, loud + " "));
        assertEquals(said, madeBySecond, reader.lines(second) + missing(told, second + " "));
        assertEquals(said, 0, missing(told, quiet + " "));
        assertTrue(said, told.getOrDefault(loud + " container queue_full", 0L) > 1_009);
        assertEquals(said, counts.emitted(), counts.read() + counts.lost());
    }

    /** @param whose how the container, the owner and the reason begin */
    private static long missing(Map<String, Long> told, String whose) {
        return told.entrySet().stream().filter(each -> each.getKey().startsWith(whose))
                .mapToLong(Map.Entry::getValue).sum();
    }
}
