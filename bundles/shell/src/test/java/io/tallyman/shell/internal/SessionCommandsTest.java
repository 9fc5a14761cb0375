package io.tallyman.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import io.tallyman.api.container.Container;
import io.tallyman.api.container.Enrichment;
import io.tallyman.api.container.Pod;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.Printer;
import io.tallyman.api.output.PrinterFactory;
import io.tallyman.engine.SessionStatus;
import io.tallyman.engine.TraceException;
import io.tallyman.plugins.PluginDirectory;
import io.tallyman.plugins.PluginStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SessionCommandsTest {
    private final FakeEngine engine = new FakeEngine();
    private final Services services = new Services();

    @BeforeEach
    void wire() {
        services.engine = engine;
    }

    private Run run(BiFunction<Services, Console, Object> maker, String... words) {
        return Run.of(console -> Commands.prepared(new CommandLine(maker.apply(services, console),
                Candidates.factory(services)), "trace:x", console), words);
    }

    @Test
    void shouldStartWatchStopAndStartAgain() {
        assertEquals(new Run(0, "started a\n", ""), run(SessionCommands.Start::new, "--name", "a", "-o", "json:/tmp/a"));
        assertEquals(List.of("container"), start("-s", "container", "-q").filters());
        assertEquals(new Run(2, "", "tallyman: which one? a, trace-2, or --all\n"), run(SessionCommands.Stop::new));
        assertEquals(new Run(2, "", "tallyman: no session is named 'trace-1', did you mean 'trace-2'?; there are: a, trace-2\n"),
                run(SessionCommands.Stop::new, "trace-1"));
        Run stopped = run(SessionCommands.Stop::new, "a");
        assertEquals("a: traced 1,009 events: 13 matched, 11 written\n"
                + "a: lost 6 events before they were read: the ring was full (6)\n"
                + "a: 7 events left without the name of their container\n"
                + "a: output json-1 lost 2 events: its queue was full (2)\n", stopped.out());
        assertEquals(1009, JsonParser.parseString(run(SessionCommands.Stop::new, "--json").out()).getAsJsonObject()
                .get("emitted").getAsInt());
        assertEquals(new Run(1, "", "tallyman: nothing is traced\n"), run(SessionCommands.Stop::new));
        assertEquals(new Run(0, "started a\n", ""), run(SessionCommands.Start::new, "--name", "a"));
    }

    private io.tallyman.engine.TraceRequest start(String... words) {
        assertEquals(new Run(0, "", ""), run(SessionCommands.Start::new, words));
        return engine.running.get(engine.running.size() - 1).request;
    }

    @Test
    void shouldAskForNamesOnlyOfPrintersThatKnowThem() {
        services.printers = List.of(new FakePrinter("json", "decode"), new FakePrinter("capture"));
        assertEquals(List.of("true", "none"), decodes("--decode", "-o", "json", "-o", "capture:/tmp/x.cap"));
        assertEquals(List.of("false"), decodes("--no-decode", "-o", "json"));
        assertEquals(List.of("none"), decodes("-o", "json"));
        assertEquals(new Run(2, "", "tallyman: --decode has no effect on any of: capture\n"),
                run(SessionCommands.Start::new, "--decode", "-o", "capture:/tmp/x.cap"));
    }

    private List<String> decodes(String... words) {
        String[] quiet = java.util.Arrays.copyOf(words, words.length + 1);
        quiet[words.length] = "-q";
        return start(quiet).outputs().stream().map(o -> o.options().getOrDefault("decode", "none")).toList();
    }

    private record FakePrinter(String name, String... keys) implements PrinterFactory {
        @Override
        public List<OptionSpec> options() {
            return java.util.Arrays.stream(keys).map(key -> OptionSpec.text(key, "", "A key.")).toList();
        }

        @Override
        public Printer create(Context context) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void shouldEndASessionAfterItsDuration() throws InterruptedException {
        run(SessionCommands.Start::new, "--duration", "3ms");
        assertTrue(engine.running.isEmpty() || engine.running.get(0).awaitEnd(java.time.Duration.ofSeconds(30)));
    }

    @Test
    void shouldShowEachOutput() {
        run(SessionCommands.Start::new, "--name", "a");
        assertEquals("SESSION  OUTPUT  PRINTER  DESTINATION  STATE    DELIVERED  BYTES  DROPPED  FAILED  REDACTED  QUEUED BYTES  SPOOLED  DETAIL\n"
                + "a        json-1  json     stdout       running  11         4096   2        0       0         0             0        -\n",
                run(ListingCommands.Outputs::new).out());
        assertEquals(11, JsonParser.parseString(run(ListingCommands.Outputs::new, "--json").out()).getAsJsonArray().get(0)
                .getAsJsonObject().get("delivered").getAsInt());
    }

    @Test
    void shouldShowHostileNamesAsNumbers() {
        engine.containers.add(new Container(1, "0123456789abcdef", "docker", "a\u001b[31mb", "bb:1\n", "", "", Map.of(),
                Pod.NONE, 0, 17, List.of(), true, false, Enrichment.COMPLETE, ""));
        String text = run(ListingCommands.Containers::new).out();
        assertTrue(text.contains("0123456789ab  a\\x1b[31mb  bb:1\\x0a  docker"), text);
        assertEquals("a\u001b[31mb", JsonParser.parseString(run(ListingCommands.Containers::new, "--json").out())
                .getAsJsonArray().get(0).getAsJsonObject().get("name").getAsString());
    }

    @Test
    void shouldTellStatusWithAndWithoutATrace() {
        assertEquals(new Run(0, "nothing is traced\n", ""), run(StatusCommand::new));
        run(SessionCommands.Start::new, "--name", "a");
        assertEquals("source ebpf: 0 events/s, 1,009 events traced\n"
                + "containers: 3 live, 2 removed and remembered\n"
                + "waiting for a container's name: 5 events, 1.5K of 64K\n"
                + "session a: 997 events seen, 13 matched\n"
                + "  output json-1 is running: 11 events written\n"
                + "  output json-1 lost 2 events: its queue was full (2)\n"
                + "lost 6 events before they were read: the ring was full (6)\n"
                + "7 events left without the name of their container\n", run(StatusCommand::new).out());
        assertEquals("""
                source ebpf: 0 events/s, 1,009 events traced
                containers: 3 live, 2 removed and remembered
                waiting for a container's name: 5 events, 1.5K of 64K
                session a: 997 events seen, 13 matched, 0 passed because the filter failed on them
                  output json-1 is running: 11 events written, 2 dropped, 0 failed
                COUNTER           COUNT  MEANING
                pending_released  7      Events that left without the name of their container.
                ring_full         6      The ring was full.
                exec_storage      0      No room.
                unknown_event     0      Not in the catalogue.
                """, run(StatusCommand::new, "--all").out());
        assertEquals(1003, JsonParser.parseString(run(StatusCommand::new, "--json").out()).getAsJsonObject()
                .getAsJsonObject("engine").get("read").getAsInt());
    }

    @Test
    void shouldCallItselfHealthyUntilTheReaderHasEnded() {
        assertEquals(new Run(0, "ok, nothing is traced\n", ""), run(HealthCommand::new));
        run(SessionCommands.Start::new, "--name", "a");
        assertEquals(new Run(0, "ok\n", ""), run(HealthCommand::new));
        engine.failure = new TraceException(TraceException.Kind.FAILED, "the ring is gone", null);
        Run ended = run(HealthCommand::new);
        assertEquals(1, ended.code());
        assertTrue(ended.err().contains("the reader has ended: the ring is gone"), ended.err());
    }

    @Test
    void shouldCallItselfReadyOnceEventsAreReadAndEveryOutputIsOpen() {
        assertEquals(new Run(1, "", "tallyman: not ready: nothing is traced\n"), run(HealthCommand::new, "--ready"));
        run(SessionCommands.Start::new, "--name", "a");
        assertEquals(new Run(0, "ok\n", ""), run(HealthCommand::new, "--ready"));
        engine.last.state = SessionStatus.State.FAILING;
        assertEquals(new Run(0, "ok\n", ""), run(HealthCommand::new, "--ready"));
        engine.last.state = SessionStatus.State.WAITING;
        assertEquals(new Run(1, "", "tallyman: not ready: output json-1 is waiting\n"), run(HealthCommand::new, "--ready"));
        assertEquals(new Run(0, "ok\n", ""), run(HealthCommand::new));
    }

    private Run shell(String name, String... words) {
        return Run.of(console -> ShellCommands.make(name, services, console), words);
    }

    @Test
    void shouldChangeWhatARunningSessionShows() {
        start("--name", "a", "-q", "-e", "openat");
        assertEquals(new Run(0, "changed a\n", ""), shell("change", "a", "-s", "comm=cat"));
        assertEquals(List.of("openat"), engine.running.get(0).request.events());
        assertEquals(new Run(0, "changed a\n", ""), shell("filter", "add", "a", "uid=0", "pid=1"));
        assertEquals(List.of("comm=cat", "uid=0", "pid=1"), engine.running.get(0).request.filters());
        assertEquals("SESSION  FILTER\na        comm=cat\na        uid=0\na        pid=1\n", shell("filters").out());
        assertEquals(new Run(2, "", "tallyman: session a has no filter 'uid=1'; it has comm=cat, uid=0, pid=1\n"),
                shell("filter", "remove", "a", "uid=1"));
        assertEquals(0, shell("filter", "remove", "a", "uid=0").code());
        assertEquals(List.of("comm=cat", "pid=1"), engine.running.get(0).request.filters());
        assertEquals(0, shell("filter", "change", "a", "comm=ls").code());
        assertEquals(0, shell("change", "a", "-e", "open*,-openat2").code());
        assertEquals("SESSION  SOURCE  EVENTS          FILTERS  NAMES  OUTPUTS  SEEN  MATCHED  UNDECIDED\n"
                + "a        ebpf    open*,-openat2  comm=ls  false  1        997   13       0\n", shell("sessions").out());
        assertEquals(0, shell("filter", "remove", "a").code());
        assertEquals(List.of(), engine.running.get(0).request.filters());
        assertEquals(2, shell("change", "a").code());
        assertEquals(2, shell("change", "b", "-s", "uid=0").code());
    }

    @Test
    void shouldPrintEveryListingAsJson() {
        services.plugins = new PluginDirectory() {
            @Override
            public Path path() {
                return Path.of("/plugins");
            }

            @Override
            public List<PluginStatus> plugins() {
                return List.of(new PluginStatus("x.jar", PluginStatus.State.REFUSED, "", "", "not a jar: \u001b[31m"));
            }
        };
        for (String name : List.of("sessions", "outputs", "filters", "runtimes", "containers", "plugins", "doctor", "status")) {
            JsonParser.parseString(shell(name, "--json").out());
            assertTrue(shell(name, "--json").out().length() > 2, name);
        }
        assertEquals("FILE   STATE    BUNDLE  VERSION  DETAIL\nx.jar  refused  -       -        not a jar: \\x1b[31m\n",
                shell("plugins").out());
    }
}
