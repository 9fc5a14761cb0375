package io.tallyman.containers.internal;

import io.tallyman.containers.Containers;
import java.nio.file.Path;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * A socket from a configuration {@code io.tallyman.runtime-<name>.cfg}: {@code runtime = docker}, {@code socket =
 * /path}.
 */
@Component(service = {}, immediate = true, configurationPid = ConfiguredSocket.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class ConfiguredSocket {
    static final String PID = "io.tallyman.runtime";

    private final AutoCloseable socket;

    @Activate
    public ConfiguredSocket(@Reference Containers containers, Map<String, Object> configuration) {
        socket = containers.addSocket(text(configuration, "runtime"), Path.of(text(configuration, "socket")));
    }

    @Deactivate
    void close() throws Exception {
        socket.close();
    }

    private static String text(Map<String, Object> configuration, String key) {
        if (configuration.get(key) instanceof String value && !value.isBlank()) {
            return value.strip();
        }
        throw new IllegalArgumentException(PID + ": " + key + " is missing, expected runtime=NAME and socket=/path");
    }
}
