package io.tallyman.engine.internal;

import io.tallyman.api.output.Destination;
import io.tallyman.api.output.DestinationFactory;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.containers.ContainerOptions;
import io.tallyman.engine.OutputRequest;
import io.tallyman.engine.OutputRequest.WhenFull;
import io.tallyman.engine.SessionStatus.OutputStatus;
import io.tallyman.engine.TraceRequest;
import io.tallyman.engine.TraceSession;
import io.tallyman.engine.internal.output.Plugins;
import io.tallyman.testing.FakeFilters;
import io.tallyman.testing.RecordBuilder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * An engine in a process of its own, which may be killed: numbered events go through an output with a spool to a file. The
 * destination is away as long as there is no file {@code back} beside that file.
 */
final class SpoolProgram {
    private static final int UNDER_WAY = 50_000;

    private SpoolProgram() {
    }

    /** @param args directory, first number, number behind the last one */
    public static void main(String... args) throws Exception {
        Path directory = Path.of(args[0]);
        FakeSource source = new FakeSource();
        FakeOutputs outputs = new FakeOutputs();
        Plugins plugins = new Plugins(Duration.ofSeconds(20));
        EngineService engine = new EngineService(new FakeContainers(), plugins);
        plugins.addPrinter(outputs.printer);
        plugins.addDestination(new Away(directory));
        engine.addSource(source);
        engine.addCompiler(FakeFilters.none());
        TraceSession session = engine.start(new TraceRequest("s", "fake", List.of("openat"), List.of(), false,
                List.of(new OutputRequest("main", "short", "away", Map.of("spool", directory.resolve("spool").toString()),
                        WhenFull.BLOCK, OutputRequest.DEFAULT_QUEUE, null)),
                List.of(), new SourceOptions(4096, false), ContainerOptions.DEFAULT, 1 << 20));
        Thread telling = new Thread(() -> tell(session));
        telling.setDaemon(true);
        telling.start();
        for (int i = Integer.parseInt(args[1]); i < Integer.parseInt(args[2]); i++) {
            source.put(RecordBuilder.of("openat").hostTask(i, i, 1).comm("t").bytes());
            while (source.records.size() > UNDER_WAY) {
                Thread.sleep(1);
            }
        }
        while (System.in.read() != 'q') {
            Thread.onSpinWait();
        }
        session.stop();
        System.out.println("end " + counts(session));
        engine.close();
    }

    /** Says again and again what is matched, delivered, dropped or failed, spooled, recovered, dropped by the spool, repeated. */
    private static void tell(TraceSession session) {
        try {
            while (true) {
                System.out.println("now " + counts(session));
                Thread.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String counts(TraceSession session) {
        OutputStatus output = session.status().outputs().get(0);
        return session.status().matched() + " " + output.delivered() + " " + (output.dropped() + output.failed()) + " "
                + output.spool().events() + " " + output.spool().recovered() + " "
                + (output.spool().dropped() + output.spool().damaged()) + " " + output.spool().repeated();
    }

    /** The line that was being written when the process was killed. */
    private static void cut(Path file) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            long end = open.length();
            for (int last = '\0'; end > 0 && last != '\n'; end--) {
                open.seek(end - 1);
                last = open.read();
                if (last == '\n') {
                    break;
                }
            }
            open.setLength(end);
        }
    }

    private record Away(Path directory) implements DestinationFactory {
        @Override
        public String name() {
            return "away";
        }

        @Override
        public List<OptionSpec> options() {
            return List.of();
        }

        @Override
        public Destination open(Map<String, String> options) {
            try {
                cut(directory.resolve("events"));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            return new Destination() {
                @Override
                public void write(byte[] bytes, int from, int count, int events) throws IOException {
                    if (!Files.exists(directory.resolve("back"))) {
                        throw new IOException("away");
                    }
                    try (var out = Files.newOutputStream(directory.resolve("events"), StandardOpenOption.CREATE,
                            StandardOpenOption.APPEND)) {
                        out.write(bytes, from, count);
                    }
                }

                @Override
                public void close() {
                    // nothing is open
                }
            };
        }
    }
}
