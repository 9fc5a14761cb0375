package io.tallyman.itests;

import static org.junit.Assert.*;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Test;

/** The life of sessions in one process, from the outside: what comes, what is lost, and how it ends. */
public class RunIT {
    private static final Pattern RING_LOSS = Pattern.compile(
            "(?m)^tallyman: .*lost [\\d,]+ events in \\d+ s: the ring buffer was full "
                    + "\\(output \\S+ is slow\\)(; .* lost [\\d,]+ of them \\(\\d+ % of its events\\), .*)?$");
    private static final long QUICK_NANOS = TimeUnit.SECONDS.toNanos(15);

    private Path directory;

    @Before
    public void makeDirectory() throws IOException {
        directory = Files.createTempDirectory(Path.of(System.getProperty("tallyman.results")), "run-it");
    }

    private static InPlace output(String name, Path file, String... more) throws IOException {
        return InPlace.config("output-" + name, Stream.concat(Stream.of("printer = json", "destination = file",
                "path = " + file, "events = openat", "scope = comm=calls"), Stream.of(more)).toArray(String[]::new));
    }

    private static long size(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    /** A session that wants containers alone teaches the kernel to leave the host's events out. */
    @Test
    public void shouldGiveASecondSessionEveryEventAfterOneThatWantedContainersAlone() throws Exception {
        Path program = directory.resolve("tm-second");
        Commands.run("cp", "/bin/true", program.toString());
        Path first = directory.resolve("first");
        Path second = directory.resolve("second");
        try (Tallyman engine = Tallyman.launch("run", "--containers")) {
            engine.awaitErr("running");
            engine.ask("trace:start --name first -s container -e sched_process_exec -o json:" + first);
            for (int i = 0; i < 11; i++) {
                Commands.run(program.toString());
            }
            assertTrue(engine.ask("trace:stop first").contains("0 matched"));
            engine.ask("trace:start --name second -s comm=tm-second -e sched_process_exec -o json:" + second);
            for (int i = 0; i < 7; i++) {
                Commands.run(program.toString());
            }
            assertTrue(engine.ask("trace:stop second").contains("7 matched, 7 written"));
            assertEquals(0, size(first));
            assertEquals(7, Files.readAllLines(second).size());
            assertEquals(0, engine.interrupt());
        }
    }

    @Test
    public void shouldWriteOrCountEveryCallBeforeItIsTerminated() throws Exception {
        Path whole = directory.resolve("whole");
        Path dropping = directory.resolve("dropping");
        String said;
        try (InPlace one = output("whole", whole, "when-full = block");
                InPlace two = output("dropping", dropping, "when-full = drop", "queue = 128K");
                Tallyman engine = Tallyman.launch("run", "--summary", "json");
                HostCalls calls = HostCalls.start()) {
            Until.holds("calls are written", () -> size(whole) > 20_000_000 && size(dropping) > 1_000_000);
            assertEquals(0, engine.terminate());
            said = engine.stderr();
        }
        Counts counts = Counts.of(said);
        assertEquals(said, counts.emitted(), counts.read() + counts.lost());
        for (Path file : new Path[] {whole, dropping}) {
            String name = file.getFileName().toString();
            HostCalls.Written written = HostCalls.Written.in(file);
            assertEquals(said, counts.output(name, "delivered"), written.lines());
            assertEquals(said, counts.matched(name), written.lines() + counts.output(name, "dropped"));
            assertEquals(said, 0, counts.output(name, "failed") + counts.output(name, "queuedBytes"));
            assertEquals(said, counts.output(name, "dropped"), written.told());
            assertTrue(said + written, written.missing() <= counts.lost() + counts.output(name, "dropped"));
        }
        assertEquals(said, 0, counts.output("whole", "dropped"));
    }

    @Test
    public void shouldSayWhileItRunsWhatIsLostAndWhy() throws Exception {
        Path pipe = directory.resolve("unread");
        Commands.run("mkfifo", pipe.toString());
        try (RandomAccessFile reader = new RandomAccessFile(pipe.toFile(), "rw");
                Tallyman engine = Tallyman.trace("trace", "-o", "json:" + pipe, "-e", "openat", "-s", "comm=calls",
                        "--buffer", "1M");
                HostCalls calls = HostCalls.start()) {
            Until.holds("the loss is said", () -> RING_LOSS.matcher(engine.stderr()).find());
            // for three more looks of it: the next word is due in a minute
            Thread.sleep(3_000);
            assertEquals(engine.stderr(), 1, RING_LOSS.matcher(engine.stderr()).results().count());
            assertEquals(0, engine.terminate());
        }
    }

    /** An output on a disk that hangs can neither write nor close. */
    @Test
    public void shouldServeTheShellAndTheOtherOutputWhileAClosingHangs() throws Exception {
        Path good = directory.resolve("good");
        try (FrozenDisk disk = new FrozenDisk(directory);
                InPlace one = output("good", good, "when-full = drop");
                InPlace two = output("frozen", disk.file("events"), "when-full = drop", "queue = 128K",
                        "fsync = always");
                Tallyman engine = Tallyman.launch("run");
                HostCalls calls = HostCalls.start(20_011)) {
            Until.holds("both write", () -> size(good) > 1_000_000 && size(disk.file("events")) > 1_000_000);
            disk.freeze();
            engine.awaitErr("output frozen lost ");
            two.close();
            long before = size(good);
            for (int i = 0; i < 7; i++) {
                long start = System.nanoTime();
                assertTrue(engine.ask("trace:outputs").contains("good"));
                assertTrue(System.nanoTime() - start < QUICK_NANOS);
            }
            engine.ask("trace:start --name beside -e sched_process_exec -o json:/dev/null; trace:stop beside");
            assertTrue(size(good) > before);
            engine.awaitErr("output frozen is given up: its destination does not return");
            disk.thaw();
            assertEquals(0, engine.terminate());
        }
    }
}
