package io.tallyman.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.event.Node;
import io.tallyman.engine.OutputRequest;
import io.tallyman.engine.OutputRequest.Screen;
import io.tallyman.engine.TraceRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class TraceRequestsTest {
    private static final Screen SCREEN = new Screen(131, true);

    private static TraceRequest request(String line) throws CommandException {
        return request(line, Map.of());
    }

    private static TraceRequest request(String line, Map<String, String> environment) throws CommandException {
        TraceOptions options = new TraceOptions();
        new CommandLine(new Holder(options), Candidates.factory(new Services()))
                .parseArgs(line.isEmpty() ? new String[0] : line.split(" "));
        return TraceRequests.of("quay", options, SCREEN, environment);
    }

    /** A command with the options and nothing else. */
    @CommandLine.Command
    private static final class Holder {
        @CommandLine.Mixin
        private final TraceOptions options;

        Holder(TraceOptions options) {
            this.options = options;
        }
    }

    @Test
    void shouldShowPathsAndEnvironmentsOnlyWhereAskedTo() throws CommandException {
        assertFalse(request("").sourceOptions().fdPaths() || request("").sourceOptions().execEnvironment());
        assertTrue(request("--fd-paths").sourceOptions().fdPaths());
        assertEquals(0, request("").sourceOptions().writeBytes());
        assertEquals(4_095, request("--write-bytes 4095").sourceOptions().writeBytes());
        assertTrue(request("--exec-env").sourceOptions().execEnvironment());
        assertTrue(request("--origin").sourceOptions().origins());
        assertFalse(request("").sourceOptions().origins());
    }

    @Test
    void shouldTraceTheDefaultsAsATableOnTheScreen() throws CommandException {
        TraceRequest request = request("");
        assertEquals("quay", request.name());
        assertEquals("ebpf", request.source());
        assertEquals(List.of(), request.events());
        assertEquals(List.of(), request.filters());
        assertFalse(request.enrich());
        assertEquals(List.of(new OutputRequest("table-1", "table", "stdout", Map.of(), OutputRequest.WhenFull.DEFAULT,
                OutputRequest.DEFAULT_QUEUE, SCREEN)), request.outputs());
        assertEquals(List.of(), request.sockets());
        assertEquals(16 * 1024 * 1024, request.sourceOptions().bufferBytes());
        assertFalse(request.sourceOptions().self());
        assertEquals(Duration.ofSeconds(2), request.containerOptions().deadline());
        assertTrue(request.containerOptions().nested());
        assertEquals(64L * 1024 * 1024, request.holdBytes());
    }

    @Test
    void shouldHideInEveryOutputWhatTheRulesSay() throws CommandException {
        List<OutputRequest> outputs = request("--redact default -o table -o json:/tmp/x --redact argv:a+").outputs();
        assertEquals(List.of(Map.of("redact", "default\nargv:a+"),
                Map.of("redact", "default\nargv:a+", "path", "/tmp/x")), outputs.stream().map(OutputRequest::options).toList());
    }

    @Test
    void shouldShowAncestorsInEveryOutput() throws CommandException {
        List<OutputRequest> outputs = request("--ancestors -o table -o json:/tmp/x").outputs();
        assertEquals(List.of(Map.of("ancestors", "true"), Map.of("ancestors", "true", "path", "/tmp/x")),
                outputs.stream().map(OutputRequest::options).toList());
    }

    @Test
    void shouldNameTheNodeByAnOptionBeforeTheEnvironment() throws CommandException {
        assertEquals(Node.NONE, request("").sourceOptions().node());
        Map<String, String> pod = Map.of("NODE_NAME", "worker-7", "CLUSTER_NAME", "prod");
        assertEquals(new Node("worker-7", "prod"), request("", pod).sourceOptions().node());
        assertEquals(new Node("a", "prod"), request("--node-name a", pod).sourceOptions().node());
        assertEquals(new Node("worker-7", "b"), request("--cluster-name=b", pod).sourceOptions().node());
        String refused = assertThrows(CommandException.class, () -> request("", Map.of("NODE_NAME", "a\nb"))).getMessage();
        assertTrue(refused.contains("NODE_NAME") && refused.contains("control character"), refused);
    }

    @Test
    void shouldTakeTheEnvironmentsNamesForThisMachineAloneAndNotForARecording() throws CommandException {
        TraceOptions options = new TraceOptions();
        new CommandLine(new Holder(options), Candidates.factory(new Services())).parseArgs("--cluster-name=b");
        assertEquals(new Node("", "b"), TraceRequests.replay(Path.of("x.cap"), options, SCREEN,
                Map.of("NODE_NAME", "worker-7")).sourceOptions().node());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-c", "--container", "--containers", "--filter container --containers"})
    void shouldEnrichWhenAsked(String line) throws CommandException {
        assertTrue(request(line).enrich());
    }

    @ParameterizedTest
    @CsvSource({"1,true", "true,true", "TRUE,true", "0,false", "'',false", "no,false"})
    void shouldEnrichWhenTheEnvironmentAsks(String value, boolean enrich) throws CommandException {
        assertEquals(enrich, request("", Map.of("CONTAINERS_ENRICHMENT", value)).enrich());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-s a=1 -f b=2", "--scope a=1 --filter b=2", "-f a=1 --scope=b=2", "-sa=1 -fb=2"})
    void shouldTakeScopeAndFilterForTheSame(String line) throws CommandException {
        assertEquals(List.of("a=1", "b=2"), request(line).filters());
    }

    @Test
    void shouldKeepCommasOfAFilterAndPartThoseOfEvents() throws CommandException {
        TraceRequest request = request("-s comm=a,b -e openat,fs -e=-open,*at --events -kill -e-bind");
        assertEquals(List.of("comm=a,b"), request.filters());
        assertEquals(List.of("openat", "fs", "-open", "*at", "-kill", "-bind"), request.events());
    }

    @Test
    void shouldWriteToStdoutAndFilesAtOnce() throws CommandException {
        List<OutputRequest> outputs = request("-o table-wide -o json:/tmp/a:b.json -o json:/dev/null").outputs();
        assertEquals(List.of("table-wide-1", "json-2", "json-3"), outputs.stream().map(OutputRequest::name).toList());
        assertEquals(List.of("stdout", "file", "file"), outputs.stream().map(OutputRequest::destination).toList());
        assertEquals(Map.of("path", "/tmp/a:b.json"), outputs.get(1).options());
        assertEquals(SCREEN, outputs.get(0).screen());
        assertNull(outputs.get(1).screen());
    }

    @Test
    void shouldTakeARelativePathFromWhereItWasStarted() throws CommandException {
        assertEquals(Map.of("path", Path.of("x.json").toAbsolutePath().toString()),
                request("-o json:x.json").outputs().get(0).options());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--runtime crio:/a/b.sock", "--crs cri-o:/a/b.sock", "--cri crio:unix:///a/b.sock"})
    void shouldTakeARuntimesSocket(String line) throws CommandException {
        assertEquals(List.of(new TraceRequest.Socket("crio", Path.of("/a/b.sock"))), request(line).sockets());
    }

    @Test
    void shouldReplayAFileWithTheSameOptionsAndAskNobody() throws CommandException {
        TraceOptions options = new TraceOptions();
        new CommandLine(new Holder(options), Candidates.factory(new Services()))
                .parseArgs("-e", "openat", "-s", "container", "--runtime", "docker:/a/b.sock");
        TraceRequest request = TraceRequests.replay(Path.of("/x/../y.cap"), options, SCREEN, Map.of());
        assertEquals("replay", request.source());
        assertEquals(Path.of("/y.cap"), request.sourceOptions().input());
        assertEquals(List.of("openat"), request.events());
        assertEquals(List.of("container"), request.filters());
        assertEquals(List.of(), request.sockets());
        assertEquals("table", request.outputs().get(0).printer());
    }

    @Test
    void shouldTakeSizesAndTimes() throws CommandException {
        TraceRequest request = request("--buffer 4K --hold 3m --enrich-deadline 750ms --no-nested --self");
        assertEquals(4096, request.sourceOptions().bufferBytes());
        assertTrue(request.sourceOptions().self());
        assertEquals(3L * 1024 * 1024, request.holdBytes());
        assertEquals(Duration.ofMillis(750), request.containerOptions().deadline());
        assertFalse(request.containerOptions().nested());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--buffer 3M | --buffer 3M is not allowed: it has to be a power of two from 4K to 512M, for example 2M",
        "--buffer 2G | --buffer 2G is not allowed: it has to be a power of two from 4K to 512M, for example 512M",
        "--buffer 1K | --buffer 1K is not allowed: it has to be a power of two from 4K to 512M, for example 4K",
        "-o table -o json | two outputs cannot share stdout; send one to a file, for example -o json:/tmp/events.json",
        "--runtime docker | --runtime 'docker' is not a runtime's socket; write it like docker:/run/docker.sock",
        "--runtime docker:run.sock | --runtime 'docker:run.sock' is not a runtime's socket; write it like docker:/run/docker.sock",
    })
    void shouldRefuseWithTheWayOut(String line, String message) {
        CommandException refused = assertThrows(CommandException.class, () -> request(line));
        assertEquals(message, refused.getMessage());
        assertEquals(Exit.USAGE, refused.exitCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-o json:", "-o :/tmp/x"})
    void shouldRefuseHalfAnOutput(String line) {
        assertEquals(Exit.USAGE, assertThrows(CommandException.class, () -> request(line)).exitCode());
    }
}
