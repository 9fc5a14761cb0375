package io.tallyman.shell.internal;

import io.tallyman.engine.Engine;
import java.io.IOException;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * The configurations of outputs and sockets in Config Admin. A change that is made here lasts until the process ends.
 * Files in config/ last longer.
 */
final class Configurations {
    /** Factory PID of the sockets of runtimes. */
    static final String SOCKET_PID = "io.tallyman.runtime";
    private static final String FILE = "felix.fileinstall.filename";

    private final ConfigurationAdmin admin;

    Configurations(ConfigurationAdmin admin) {
        this.admin = admin;
    }

    /** Names of the outputs. */
    List<String> outputs() throws CommandException {
        return all(Engine.OUTPUT_PID).map(c -> name(Engine.OUTPUT_PID, c)).sorted().toList();
    }

    /** The output with this name, or null. */
    Configuration output(String name) throws CommandException {
        return all(Engine.OUTPUT_PID).filter(c -> name(Engine.OUTPUT_PID, c).equals(name)).findFirst().orElse(null);
    }

    /** The paths of the sockets. */
    List<String> sockets() throws CommandException {
        return all(SOCKET_PID).map(c -> String.valueOf(c.getProperties().get("socket"))).sorted().toList();
    }

    /** The socket with this path, or null. */
    Configuration socket(String path) throws CommandException {
        return all(SOCKET_PID).filter(c -> path.equals(c.getProperties().get("socket"))).findFirst().orElse(null);
    }

    Configuration create(String factoryPid, String name) throws IOException {
        return admin.getFactoryConfiguration(factoryPid, name, "?");
    }

    private Stream<Configuration> all(String factoryPid) throws CommandException {
        try {
            Configuration[] found = admin.listConfigurations("(service.factoryPid=" + factoryPid + ")");
            return found == null ? Stream.empty() : Arrays.stream(found);
        } catch (IOException | InvalidSyntaxException e) {
            throw new CommandException(Exit.FAILED, "the configurations cannot be read: " + e.getMessage());
        }
    }

    /** The name that the engine uses: {@code all} for {@code io.tallyman.output~all}. */
    private static String name(String factoryPid, Configuration configuration) {
        String pid = configuration.getPid();
        return pid.startsWith(factoryPid) && pid.length() > factoryPid.length() + 1
                ? pid.substring(factoryPid.length() + 1) : pid;
    }

    /** The properties with these changes. An empty value removes a key. */
    static Dictionary<String, Object> changed(Configuration configuration, Map<String, String> changes) {
        Dictionary<String, Object> properties = configuration.getProperties();
        Dictionary<String, Object> next = properties == null ? new Hashtable<>() : properties;
        changes.forEach((key, value) -> {
            if (value.isEmpty()) {
                next.remove(key);
            } else {
                next.put(key, value);
            }
        });
        return next;
    }

    /** Says so if the configuration comes from a file, since the file holds again at the next start. */
    static void remind(Configuration configuration, Console console) {
        Dictionary<String, Object> properties = configuration.getProperties();
        if (properties != null && properties.get(FILE) != null) {
            console.message(String.valueOf(properties.get(FILE)).replaceFirst("^file:", "")
                    + " is not changed, and holds again at the next start");
        }
    }
}
