package io.tallyman.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyman.api.output.Destination;
import io.tallyman.api.output.DestinationFactory;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.engine.Engine;
import io.tallyman.engine.TraceException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Which keys {@code trace:output} takes from a command line. There is an output 'old', which posts. */
class SecretKeysTest {
    /** The engine says this of what the shell lets pass, so that nothing is configured. */
    private static final String PASSED = "the engine has seen it";

    private record FakeDestination(String name, List<OptionSpec> options) implements DestinationFactory {
        @Override
        public Destination open(Map<String, String> options) {
            throw new UnsupportedOperationException();
        }
    }

    private final Services services = new Services();

    @BeforeEach
    void wire() {
        FakeEngine engine = new FakeEngine();
        engine.refusal = new TraceException(TraceException.Kind.USAGE, PASSED, null);
        services.engine = engine;
        services.destinations = List.of(
                new FakeDestination("post", List.of(secret("authorization"), secret("header"), text("token-file"),
                        text("header-file"))),
                new FakeDestination("pipe", List.of(secret("pin"))),
                new FakeDestination("shelf", List.of(text("header"), text("pin"))));
        Configuration old = fake(Configuration.class, (proxy, method, args) -> method.getName().equals("getPid")
                ? Engine.OUTPUT_PID + "~old" : new Hashtable<>(Map.of("printer", "json", "destination", "post")));
        services.configurations = fake(ConfigurationAdmin.class, (proxy, method, args) -> new Configuration[] {old});
    }

    private static <T> T fake(Class<T> type, InvocationHandler answers) {
        return type.cast(Proxy.newProxyInstance(SecretKeysTest.class.getClassLoader(), new Class<?>[] {type}, answers));
    }

    private static OptionSpec secret(String name) {
        return new OptionSpec(name, OptionSpec.Type.SECRET, "", List.of(), "A secret.");
    }

    private static OptionSpec text(String name) {
        return OptionSpec.text(name, "", "A key.");
    }

    @ParameterizedTest
    @CsvSource({
        "add new destination=post authorization=s3cret, key 'authorization' is secret: use token-file or header-file",
        "add new authorization=s3cret destination=post, key 'authorization' is secret: use token-file or header-file",
        "add new destination=post header=X:s3cret, key 'header' is secret: use header-file",
        "add new destination=pipe pin=s3cret, key 'pin' is secret: use a file in config/",
        "change old authorization=s3cret, key 'authorization' is secret: use token-file or header-file",
        "change old destination=pipe pin=s3cret, key 'pin' is secret: use a file in config/",
        "add new destination=post token-file=/x, " + PASSED,
        "add new destination=shelf header=x pin=y, " + PASSED,
        "change old destination=shelf header=x, " + PASSED,
        "change old authorization= token-file=/x, " + PASSED})
    void shouldTakeNoSecret(String line, String message) {
        assertEquals(new Run(2, "", "tallyman: " + message + "\n"), Run.of(
                console -> ShellCommands.make("output", services, console), line.split(" ")));
    }
}
