package io.tallyman.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.output.Destination;
import io.tallyman.api.output.DestinationFactory;
import io.tallyman.api.output.OptionSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompletionTest {
    private final Services services = new Services();
    private final Completion completion = new Completion(services);

    @BeforeEach
    void wire() {
        services.engine = new FakeEngine();
        services.destinations = List.of(new DestinationFactory() {
            @Override
            public String name() {
                return "shelf";
            }

            @Override
            public List<OptionSpec> options() {
                return List.of(new OptionSpec("fsync", OptionSpec.Type.CHOICE, "never", List.of("never", "each"), "When."),
                        new OptionSpec("wide", OptionSpec.Type.BOOLEAN, "false", List.of(), "Whether."));
            }

            @Override
            public Destination open(Map<String, String> options) {
                throw new AssertionError("looking opens nothing");
            }
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "tr | trace:change trace:containers trace:doctor trace:filter trace:filters trace:health trace:output trace:outputs "
                + "trace:plugins trace:runtime trace:runtimes trace:sessions trace:show trace:start trace:status trace:stop",
        "trace:sta | trace:start trace:status",
        "plu | plugins",
        "trace:output | trace:outputs",
        "trace:output ch | change",
        "status; trace:outp | trace:output trace:outputs",
        "trace:outputs --j | --json",
        "trace:show pr | printers",
        "trace:start -e opena | openat openat2",
        "trace:start -e openat,sched_process_ex | openat,sched_process_exec openat,sched_process_exit",
        "trace:start --name x --du | --duration",
        "trace:start -e openat --du | --duration",
        "trace:start --containers -e opena | openat openat2",
        "trace:start -e -opena | -openat -openat2",
        "trace:change x -e openat,-opena | openat,-openat openat,-openat2",
        "trace:output change x fs | fsync=",
        "trace:output add x fs | fsync=",
        "trace:output add x pri | printer=",
        "trace:output add x destination= | destination=shelf",
        "trace:output add x fsync=n | fsync=never",
        "trace:output add x wide= | wide=false wide=true",
    })
    void shouldSayWhatTheLastWordMayBecome(String line, String expected) {
        assertEquals(List.of(expected.split(" ")), completion.of(line));
    }

    @Test
    void shouldNameTheSessionsThatRun() throws Exception {
        assertEquals(List.of(), completion.of("trace:stop "));
        Run.of(console -> ShellCommands.make("start", services, console), "--name", "quay", "-q");
        assertEquals(List.of("quay"), completion.of("trace:stop "));
        assertEquals(List.of("quay"), completion.of("trace:change q"));
    }

    @Test
    void shouldOfferNothingWhereNothingIsKnown() {
        assertEquals(List.of(), completion.of("no:such com"));
        assertEquals(List.of(), completion.of("trace:runtime add "));
        assertTrue(completion.of("").contains("trace:status"));
        services.engine = null;
        assertEquals(List.of(), completion.of("trace:stop "));
    }
}
