package io.tallyman.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.tallyman.api.check.Finding;
import io.tallyman.api.source.EventSource;
import io.tallyman.api.source.SourceException;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.api.source.SourceSession;
import io.tallyman.containers.RuntimeStatus;
import io.tallyman.containers.RuntimeStatus.State;
import io.tallyman.engine.TraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {
    /** The time in it is left out by {@link #run}. */
    private static final String SUMMARY = "tallyman: traced 1,009 events in T: 13 matched, 11 written\n"
            + "tallyman: lost 6 events before they were read: the ring was full (6)\n"
            + "tallyman: 7 events left without the name of their container\n"
            + "tallyman: output json-1 lost 2 events: its queue was full (2)\n";

    private final FakeEngine engine = new FakeEngine();
    private final FakeLaunch launch = new FakeLaunch();
    private final Services services = new Services();

    private Run run(String line) {
        services.engine = engine;
        Run run = Run.program(services, launch, line.isEmpty() ? new String[0] : line.split(" "));
        return new Run(run.code(), run.out(), run.err().replaceFirst(" in [0-9.]+ s:", " in T:"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--duration 1ms", "trace --duration 1ms"})
    void shouldTraceWithAndWithoutTheWord(String line) {
        assertEquals(new Run(0, "", "tallyman: tracing\n" + SUMMARY), run(line));
    }

    @Test
    void shouldStartTheRestOnceTheFirstEventsAreWritten() throws InterruptedException {
        engine.onStart = () -> assertFalse(launch.isRestStarted());
        assertEquals(0, run("trace --duration 300ms").code());
        assertTrue(launch.restStarted.await(20, TimeUnit.SECONDS));
    }

    @Test
    void shouldStartTheRestBeforeATraceThatNamesWhatIsNotThere() {
        engine.knows = false;
        engine.onStart = () -> assertTrue(launch.isRestStarted());
        assertEquals(0, run("trace --duration 1ms").code());
    }

    @Test
    void shouldReplayAFileAndTellItsDamageByItsExitCode() {
        engine.failure = new TraceException(TraceException.Kind.FAILED, "x.cap is cut short at offset 4104", null);
        assertEquals(new Run(1, "", "tallyman: replaying x.cap; Ctrl-C stops\ntallyman: x.cap is cut short at offset 4104\n"
                + SUMMARY), run("replay x.cap -o json"));
        assertEquals(2, run("replay").code());
    }

    @Test
    void shouldSayWhereACaptureWasRecorded() {
        services.sources = List.of(source("ebpf", "here"), source("replay", "Harbour Linux 7, Linux 6.1"));
        assertEquals(new Run(0, "", "tallyman: replaying x.cap, recorded on Harbour Linux 7, Linux 6.1\n" + SUMMARY),
                run("replay x.cap --duration 1ms"));
        services.sources = List.of(source("replay", null));
        assertEquals(new Run(0, "", "tallyman: replaying x.cap\n" + SUMMARY), run("replay x.cap --duration 1ms"));
    }

    /** @param origin null: there is no such recording */
    private static EventSource source(String name, String origin) {
        return new EventSource() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String origin(SourceOptions options) throws SourceException {
                if (origin == null) {
                    throw new SourceException("there is no such file", null);
                }
                return origin;
            }

            @Override
            public SourceSession open(SourceOptions options) {
                throw new UnsupportedOperationException(name);
            }
        };
    }

    private static RuntimeStatus runtime(String name, RuntimeStatus.State state) {
        return new RuntimeStatus(name, Path.of("/run/" + name + ".sock"), state, "", 0, Map.of(), 0);
    }

    @Test
    void shouldSayWhichRuntimesAnswerOnceTheyDo() {
        engine.runtimes.clear();
        engine.runtimes.add(List.of(runtime("docker", State.CONNECTING), runtime("podman", State.ABSENT)));
        engine.runtimes.add(List.of(runtime("docker", State.CONNECTED), runtime("podman", State.ABSENT)));
        assertEquals(new Run(0, "", "tallyman: tracing\ntallyman: names from docker\n" + SUMMARY),
                run("--containers --duration 500ms"));
        engine.runtimes.clear();
        engine.runtimes.add(List.of(runtime("crio", State.FAILING)));
        assertEquals(new Run(0, "", "tallyman: tracing\ntallyman: no container runtime answers, "
                + "no answer yet from crio at /run/crio.sock\n" + SUMMARY), run("--containers --duration 500ms"));
        engine.runtimes.add(List.of(runtime("docker", State.CONNECTED), runtime("crio", State.CONNECTED)));
        assertEquals(new Run(0, "", "tallyman: tracing\ntallyman: no container runtime answers, no answer yet from "
                + "crio at /run/crio.sock\ntallyman: names from crio, too\n" + SUMMARY),
                run("--containers --duration 4s"));
        engine.runtimes.clear();
        engine.runtimes.add(List.of(runtime("docker", State.ABSENT), runtime("podman", State.ABSENT)));
        services.runtimes = List.of(new FakeRuntime("docker"));
        assertEquals(new Run(0, "", "tallyman: tracing\ntallyman: no container runtime answers, no socket /run/docker.sock yet\n"
                + SUMMARY), run("--containers --duration 500ms --runtime docker:/run/docker.sock"));
    }

    @Test
    void shouldSayAtOnceThatNoPluginKnowsARuntime() {
        services.runtimes = List.of(new FakeRuntime("docker"), new FakeRuntime("crio"));
        assertEquals("tallyman: no plug-in for runtime 'dokcer' is there yet, did you mean 'docker'?; there are: crio, docker",
                run("--runtime dokcer:/x --runtime docker:/y --duration 1ms").err().lines().findFirst().orElse(""));
        assertEquals(new Run(0, "", ""), run("-q --runtime dokcer:/x --duration 1ms"));
    }

    @Test
    void shouldSayNothingWhenQuiet() {
        assertEquals(new Run(0, "", ""), run("trace -q --duration 1ms"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"trace -q --duration 1ms --summary json", "--summary JSON -q --duration 1ms"})
    void shouldGiveItsCountsAsJsonAlsoWhenQuiet(String line) {
        JsonObject counts = JsonParser.parseString(run(line).err()).getAsJsonObject();
        assertEquals(1009, counts.get("emitted").getAsInt());
        assertEquals(0, counts.getAsJsonObject("losses").get("exec_storage").getAsInt());
    }

    @Test
    void shouldEndWithZeroOnASignal() throws InterruptedException {
        Thread signal = new Thread(() -> {
            while (launch.onStop == null) {
                Thread.onSpinWait();
            }
            launch.onStop.run();
        });
        signal.start();
        assertEquals(new Run(0, "", "tallyman: tracing; Ctrl-C stops\n" + SUMMARY), run("trace"));
        signal.join();
    }

    @Test
    void shouldReplayARecordingWithTheOptionsOfATrace() {
        engine.failure = new TraceException(TraceException.Kind.FAILED, "cut at 4711", null);
        assertEquals(1, run("replay quay.cap -q -s comm=nginx").code());
        assertEquals("replay", engine.last.request.source());
        assertEquals(java.nio.file.Path.of("quay.cap").toAbsolutePath(), engine.last.request.sourceOptions().input());
        assertEquals(List.of("comm=nginx"), engine.last.request.filters());
        assertEquals(2, run("replay").code());
    }

    /** The samples are found from wherever tallyman is called. */
    @Test
    void shouldReplayWhatIsInTheProductWhereTheWorkingDirectoryHasNoSuchFile(@TempDir Path home) throws IOException {
        launch.home = home;
        Path sample = Files.createFile(Files.createDirectory(home.resolve("samples")).resolve("s.cap"));
        engine.failure = new TraceException(TraceException.Kind.FAILED, "cut at 4711", null);
        run("replay samples/s.cap -q");
        assertEquals(sample, engine.last.request.sourceOptions().input());
        run("replay pom.xml -q");
        assertEquals(Path.of("pom.xml").toAbsolutePath(), engine.last.request.sourceOptions().input());
    }

    @Test
    void shouldServeWhatIsConfiguredUntilASignal() throws InterruptedException {
        Thread signal = new Thread(() -> {
            while (launch.onHangup == null) {
                Thread.onSpinWait();
            }
            launch.onHangup.run();
            launch.onStop.run();
        });
        signal.start();
        assertEquals(0, run("run --containers --no-nested --buffer 8K").code());
        signal.join();
        assertTrue(engine.served.enrich());
        assertEquals(8192, engine.served.sourceOptions().bufferBytes());
        assertEquals(List.of(), engine.served.outputs());
        assertEquals(1, engine.reopened);
    }

    @ParameterizedTest
    @CsvSource({"USAGE,2", "MACHINE,3", "FAILED,1"})
    void shouldTellByItsExitCodeWhyItDidNotStart(TraceException.Kind kind, int code) {
        engine.refusal = new TraceException(kind, "no BTF here", null);
        assertEquals(new Run(code, "", "tallyman: no BTF here\n"), run("trace"));
    }

    @ParameterizedTest
    @CsvSource({"MACHINE,3", "FAILED,1"})
    void shouldTellByItsExitCodeWhyItEnded(TraceException.Kind kind, int code) {
        engine.failure = new TraceException(kind, "the disk is full", null);
        assertEquals(new Run(code, "", "tallyman: tracing; Ctrl-C stops\ntallyman: the disk is full\n" + SUMMARY), run(""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--contaners | unknown option '--contaners', did you mean '--containers'?",
        "--outptu=json | unknown option '--outptu', did you mean '--output'?",
        "trace --evnts a | unknown option '--evnts', did you mean '--events'?",
        "docter | unknown command 'docter', did you mean 'doctor'?",
        "help docter | unknown command 'docter', did you mean 'doctor'?",
        "-e | Missing required parameter for option '--events' (NAME)",
        "list evnts | cannot list 'evnts', did you mean 'events'?; there are: events, fields, sets, filters, printers, destinations",
        "--summary xml | Invalid value for option '--summary': expected one of [TEXT, JSON] (case-insensitive) but was 'xml'",
        "--write-bytes 4096 | Invalid value for option '--write-bytes': '4096' is not a number from 0 to 4095",
        "--write-bytes -1 | Invalid value for option '--write-bytes': '-1' is not a number from 0 to 4095",
        "--write-bytes all | Invalid value for option '--write-bytes': 'all' is not a number from 0 to 4095",
        "--duration soon | Invalid value for option '--duration': 'soon' is not a time such as 500ms, 10s, 5m, 1h or 1d",
    })
    void shouldSuggestAndEndWithTwo(String line, String message) {
        Run run = run(line);
        assertEquals(2, run.code());
        assertEquals("", run.out());
        assertEquals("tallyman: " + message, run.err().lines().findFirst().orElse(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "trace --help", "list -h", "doctor --help", "run --help", "shell --help"})
    void shouldListExitCodesInEachHelp(String line) {
        Run run = run(line);
        assertEquals(0, run.code());
        assertEquals("", run.err());
        assertTrue(run.out().contains("3   this machine cannot trace; 'tallyman doctor' says why"), run.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"trace", "replay", "list", "doctor", "run", "shell", "health", "help"})
    void shouldPrintTheSameHelpByTheWordAndByTheOption(String command) {
        Run run = run("help " + command);
        assertTrue(run.out().startsWith("Usage: tallyman " + command), run.out());
        assertEquals(run(command + " --help"), run);
    }

    @Test
    void shouldPrintTheHelpOfTheProgram() {
        assertEquals(run("--help"), run("help"));
    }

    @Test
    void shouldPrintItsVersion() {
        assertEquals(new Run(0, "tallyman 9.8.7\n", ""), run("--version"));
    }

    @Test
    void shouldDoWithoutAnEngineAndSaySo() {
        assertEquals(new Run(1, "", "tallyman: the engine is not there; 'tallyman doctor' says what is missing\n"),
                Run.program(services, launch, "trace"));
    }

    @ParameterizedTest
    @CsvSource({"OK,0,✓", "WARNING,0,!", "FAILURE,3,✗"})
    void shouldFailTheDoctorOnAFailureAlone(Finding.Level level, int code, String sign) {
        services.checks = List.of(() -> List.of(new Finding(level, "btf", "17 types", "")));
        Run run = run("doctor");
        assertEquals(code, run.code());
        assertEquals(sign + " btf: 17 types", run.out().lines().skip(1).findFirst().orElse(""));
    }

    @Test
    void shouldGoOnWhenACheckItselfFails() {
        services.checks = List.of(() -> {
            throw new IllegalStateException("oops");
        }, () -> List.of(Finding.ok("kernel", "6.1")));
        Run run = run("doctor");
        assertEquals(3, run.code());
        assertTrue(run.out().contains("the check itself failed: java.lang.IllegalStateException: oops"), run.out());
        assertTrue(run.out().contains("✓ kernel: 6.1\n"), run.out());
    }
}
